package coach

import (
	"context"
	"embed"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"

	"ippo/locale"
)

const mostTokens = 1500

//go:embed prompts lists
var files embed.FS

// question is one thing that is asked of a model.
type question struct {
	job    string
	shape  *shape
	data   any          // what was written, masked
	accept func() cause // judges what was answered, by rules that a schema cannot say
}

// ask puts a question and reads the answer into a struct. It reports whether that may be shown; if not, why is in the log.
func (c *Coach) ask(ctx context.Context, words *locale.Words, q question, into any) bool {
	if ctx.Err() != nil {
		c.tell(ctx, q.job, withdrawn)
		return false
	}
	if !c.rest.enter() {
		c.tell(ctx, q.job, resting)
		return false
	}
	answer, why := c.exchange(ctx, words, q)
	c.rest.leave(why)
	if why == fine {
		why = q.shape.read(answer, into)
	}
	if why == fine {
		why = q.accept()
	}
	c.tell(ctx, q.job, why)
	return why == fine
}

func (c *Coach) tell(ctx context.Context, job string, why cause) {
	c.count(job, why.outcome())
	switch {
	case why == fine, why == resting, why == withdrawn:
		c.log.DebugContext(ctx, "coach", "job", job, "cause", string(why))
	default:
		c.log.WarnContext(ctx, "coach: the offline answer stands", slog.String("job", job), slog.String("cause", string(why)))
	}
}

// exchange sends the question, once more where the server asks for it and there is time.
func (c *Coach) exchange(asker context.Context, words *locale.Words, q question) (string, cause) {
	ctx, cancel := context.WithTimeout(asker, c.patience)
	defer cancel()
	request, err := c.request(words, q)
	if err != nil {
		return "", misshapen
	}
	for again := false; ; again = true {
		carried := &wire{client: c.http, still: c.still}
		config := openai.DefaultConfig(c.key)
		config.BaseURL, config.HTTPClient = c.url, carried
		response, err := openai.NewClientWithConfig(config).CreateChatCompletion(ctx, request)
		why := carried.why(asker, ctx, err)
		if why == fine {
			return content(response)
		}
		pause, helps := carried.pause(c.patience / 20)
		if deadline, _ := ctx.Deadline(); again || !helps || time.Until(deadline) < pause+c.patience/5 {
			return "", why
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return "", carried.why(asker, ctx, ctx.Err())
		}
	}
}

// request puts what was written into the user's message, as JSON. Its < and > are escaped there, so that no note can
// end the data.
func (c *Coach) request(words *locale.Words, q question) (openai.ChatCompletionRequest, error) {
	data, err := json.Marshal(q.data)
	prompt := strings.ReplaceAll(prompt("system"), "{language}", words.Say("language.name")) + "\n" + prompt(q.job)
	return openai.ChatCompletionRequest{
		Model: c.model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: prompt},
			{Role: openai.ChatMessageRoleUser, Content: "<data>" + string(data) + "</data>"},
		},
		MaxCompletionTokens: mostTokens,
		ResponseFormat: &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: q.job, Schema: q.shape.sent, Strict: true},
		},
	}, err
}

func prompt(name string) string {
	text, err := files.ReadFile("prompts/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// content takes the one whole answer out of a response.
func content(response openai.ChatCompletionResponse) (string, cause) {
	if len(response.Choices) == 0 {
		return "", unfinished
	}
	choice := response.Choices[0]
	switch {
	case choice.Message.Refusal != "" || choice.FinishReason == openai.FinishReasonContentFilter:
		return "", refusal
	case choice.FinishReason != openai.FinishReasonStop && choice.FinishReason != "": // some servers give none
		return "", unfinished
	}
	return choice.Message.Content, fine
}
