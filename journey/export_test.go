package journey

import "ippo/locale"

// Box is where a line of text or a numbered disc stands.
type Box struct {
	Text                     string
	Left, Top, Right, Bottom float64
}

// LayOutYear is where everything in a picture of a year stands, and how large the picture is.
func LayOutYear(w *locale.Words, y Year) (boxes []Box, width, height float64, err error) {
	return places(layOutYear(w, tidy(y)))
}

// LayOutLife is where everything in a life line stands, and how large the picture is.
func LayOutLife(w *locale.Words, points []Point) (boxes []Box, width, height float64, err error) {
	return places(layOutLife(w, inOrder(points)))
}

func places(p *paper, err error) ([]Box, float64, float64, error) {
	if err != nil {
		return nil, 0, 0, err
	}
	var boxes []Box
	for _, b := range p.boxes {
		boxes = append(boxes, Box{b.text, b.left, b.top, b.right, b.bottom})
	}
	return boxes, p.width, p.height, nil
}
