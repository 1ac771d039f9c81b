package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"

	"ippo/circles"
	"ippo/config"
	"ippo/nudges"
)

// placement is what "ippo circles" answers.
type placement struct {
	Circles  []placedCircle  `json:"circles"`
	Unplaced []placedNowhere `json:"unplaced"`
	Score    float64         `json:"score"`
}

type placedCircle struct {
	Members []string `json:"members"`
	Slot    string   `json:"slot"`
	Reasons []string `json:"reasons"`
}

type placedNowhere struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// runCircles reads a pool of people and writes who is with whom.
func runCircles(c *cli, args []string) error {
	effort := 0
	_, err := c.flags("circles", args, 0, 0, func(set *flag.FlagSet) {
		set.IntVar(&effort, "effort", 0, "")
	})
	if err != nil {
		return err
	}
	if effort < 0 {
		return c.misused("circles")
	}
	data, err := io.ReadAll(c.stdin)
	if err != nil {
		return fmt.Errorf("read the pool: %w", err)
	}
	pool, err := readPool(data)
	if err != nil {
		return err
	}
	result, err := circles.Form(c.ctx, pool, circles.Options{Effort: effort})
	if err != nil {
		return poolProblem(err)
	}
	if err := c.ctx.Err(); err != nil {
		return err
	}
	encoder := json.NewEncoder(c.stdout)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(c.placement(result))
}

// readPool reads a pool file. Sizes that are left out are the usual ones. Its error is of type config.Problems.
func readPool(data []byte) (circles.Pool, error) {
	pool := circles.Pool{Size: circles.Usual}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&pool); err != nil {
		return pool, jsonProblem(data, decoder.InputOffset(), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return pool, config.Problems{{File: "-", Line: line(data, decoder.InputOffset()), Code: "pool_goes_on"}}
	}
	if err := pool.Check(); err != nil {
		return pool, poolProblem(err)
	}
	return pool, nil
}

// fields are what a pool file may hold.
var fields = []string{
	"size", "min", "target", "max", "seed", "people", "id", "department", "returning", "topics", "slots", "met", "never",
}

var unknownField = regexp.MustCompile(`unknown field "(.*)"`)

// jsonProblem says what is wrong with a pool file, and where.
func jsonProblem(data []byte, offset int64, err error) error {
	problem := config.Problem{File: "-", Code: "pool_not_json"}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch unknown := unknownField.FindStringSubmatch(err.Error()); {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.Is(err, io.ErrUnexpectedEOF):
		offset = int64(len(data))
	case errors.As(err, &kind):
		offset = kind.Offset
		problem.Code, problem.Args = "pool_type", []any{"Field", kind.Field}
	case unknown != nil:
		if at := bytes.Index(data, []byte(`"`+unknown[1]+`"`)); at >= 0 {
			offset = int64(at)
		}
		problem.Code, problem.Args = "pool_unknown", []any{"Field", unknown[1], "Nearest", config.Nearest(unknown[1], fields)}
	}
	problem.Line = line(data, offset)
	return config.Problems{problem}
}

// line is the number of the line in which a byte stands, from 1.
func line(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(0, offset), int64(len(data)))], []byte("\n"))
}

// poolProblem says what makes a pool unusable.
func poolProblem(err error) error {
	var wrong *circles.PoolError
	if !errors.As(err, &wrong) {
		return err
	}
	return config.Problems{{File: "-", Code: "pool_" + string(wrong.Fault), Args: []any{"Place", wrong.Place, "ID", wrong.ID}}}
}

// placement puts a result into words.
func (c *cli) placement(result circles.Result) placement {
	answer := placement{Circles: []placedCircle{}, Unplaced: []placedNowhere{}, Score: result.Score}
	for _, circle := range result.Circles {
		reasons := []string{}
		for _, reason := range circle.Reasons {
			reasons = append(reasons, nudges.ReasonLine(c.words, reason))
		}
		answer.Circles = append(answer.Circles, placedCircle{circle.Members, circle.Slot, reasons})
	}
	for _, left := range result.Unplaced {
		answer.Unplaced = append(answer.Unplaced, placedNowhere{left.ID, c.words.Say("pool.left_" + string(left.Why))})
	}
	return answer
}
