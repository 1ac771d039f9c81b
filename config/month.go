package config

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ippo/cohort"
)

// month reads what a session gives to the steps around it.
func (r *fileReader) month(s *cohort.Session, fields map[string]*yaml.Node) {
	if node := fields["topics"]; node != nil {
		for _, item := range r.items(node, "topics", maxTopics) {
			if topic := r.topic(item); topic != "" && !slices.Contains(s.Topics, topic) {
				s.Topics = append(s.Topics, topic)
			}
		}
	}
	if node := fields["question"]; node != nil {
		s.Question = r.words(node, node, "question", maxSentence)
	}
	if node := fields["act"]; node != nil {
		s.Act = r.words(node, node, "act", maxSentence)
	}
	if node := fields["story"]; node != nil {
		s.Story, s.StoryBy = r.story(node)
	}
}

// topic reads one of the usual topics, or of the cohort's own, however its letters are written.
func (r *fileReader) topic(node *yaml.Node) string {
	written := r.words(node, node, "topics", maxTopic)
	if written == "" {
		return ""
	}
	known := slices.Concat(cohort.Topics, r.file.Cohort.Topics)
	for _, topic := range known {
		if cohort.TopicKey(topic) == cohort.TopicKey(written) {
			return topic
		}
	}
	r.problem(node.Line, "unknown_topic", "Topic", clip(written), "Nearest", Nearest(written, known), "Topics", strings.Join(known, ", "))
	return ""
}

// story reads what a speaker tells, and how they sign it. It is passed on only with their consent.
func (r *fileReader) story(node *yaml.Node) (words, by string) {
	fields := r.fields(node, "words", "by", "consent")
	if node.Kind != yaml.MappingNode {
		return "", ""
	}
	words, by = r.words(node, fields["words"], "words", maxStory), r.words(node, fields["by"], "by", maxSigned)
	switch consent, before := fields["consent"], len(r.problems); {
	case consent == nil:
		r.problem(node.Line, "story_without_consent")
	case !r.yes(consent) && len(r.problems) == before:
		r.problem(consent.Line, "story_without_consent")
	}
	return words, by
}
