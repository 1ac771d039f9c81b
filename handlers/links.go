package handlers

import (
	"strconv"
	"strings"

	"ippo/chat"
	"ippo/cohort"
	"ippo/nudges"
)

const longestTitle = 60 // of a link

// materialsForm is the form with the links of a session.
func (r *request) materialsForm(s cohort.Session) *chat.Form {
	return r.partForm(formMaterials, s, "held.materials", r.materialInputs(s.Materials)...)
}

func (r *request) materialInputs(all []cohort.Material) (inputs []chat.Input) {
	for i := range cohort.MostMaterials {
		var m cohort.Material
		if i < len(all) {
			m = all[i]
		}
		inputs = append(inputs,
			chat.TextInput{ID: inputOf("title", i), Label: r.say("held.material_title", "Number", i+1), Initial: m.Title, Optional: true, Max: longestTitle},
			chat.TextInput{ID: inputOf("url", i), Label: r.say("held.material_url", "Number", i+1), Initial: m.URL, Optional: true, Max: longestLink})
	}
	return inputs
}

// saveMaterials keeps the links of a session, and has the channel told.
func saveMaterials(r *request) (chat.Reply, error) {
	id, version, err := about(r.ev.State)
	if err != nil {
		return chat.Reply{}, err
	}
	s, c, err := r.heldSession(id)
	if err != nil {
		return chat.Reply{}, err
	}
	stands := s
	if s.Materials, err = r.readMaterials(); err != nil {
		return chat.Reply{}, err
	}
	if version != strconv.Itoa(s.Version) {
		form := r.materialsForm(s)
		form.Blocks = r.howSessionStands(c, stands)
		if len(stands.Materials) > 0 {
			form.Blocks = append(form.Blocks, nudges.MaterialButtons(stands))
		}
		return chat.Reply{Form: form}, nil
	}
	did, err := nudges.Hold(r.tx, c, s, r.who.id, r.now)
	if err != nil || !did {
		return chat.Reply{Form: r.done("held.materials_title", "held.nothing")}, err
	}
	if err := nudges.Materials(r.tx, c, s, r.now); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{Form: r.done("held.materials_title", "held.materials_saved")}, r.audits(cohort.SessionMaterials, c.ID, s.ID, "")
}

func (r *request) readMaterials() (all []cohort.Material, err error) {
	for i := range cohort.MostMaterials {
		m := cohort.Material{Title: strings.Join(strings.Fields(visible(r.ev.Get(inputOf("title", i)))), " "), URL: strings.TrimSpace(r.ev.Get(inputOf("url", i)))}
		switch {
		case m.Title == "" && m.URL == "":
			continue
		case m.URL == "":
			return nil, problem(inputOf("url", i), r.say("held.material_both"))
		case m.Title == "":
			return nil, problem(inputOf("title", i), r.say("held.material_both"))
		case chat.Length(m.Title) > longestTitle:
			return nil, problem(inputOf("title", i), r.say("held.bad_long", "Most", longestTitle))
		case !isLink(m.URL):
			return nil, problem(inputOf("url", i), r.say("held.bad_link"))
		}
		all = append(all, m)
	}
	return all, nil
}
