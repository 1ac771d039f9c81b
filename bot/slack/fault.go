package slack

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"

	"github.com/slack-go/slack"

	"ippo/chat"
)

// What Slack's error codes mean for a message. A code that is not listed is taken for a mistake in the call.
var (
	cutCodes = []string{
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission",
		"missing_scope", "not_allowed_token_type", "org_login_required", "ekm_access_denied", "team_access_not_granted",
		"app_missing_action_url", "access_denied", "enterprise_is_restricted",
	}
	unreachableCodes = []string{
		"channel_not_found", "user_not_found", "users_not_found", "not_in_channel", "is_archived", "user_disabled",
		"cannot_dm_bot", "messages_tab_disabled", "restricted_action", "user_not_visible", "user_is_restricted",
		"user_is_ultra_restricted", "cant_invite", "cant_invite_self", "ura_max_channels", "user_team_not_in_channel",
		"already_in_channel", "restricted_action_read_only_channel", "restricted_action_non_threadable_channel",
		"message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed",
	}
	temporaryCodes = []string{"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "accesslimited"}
	// Slack says of these that part of the work may have been done.
	doubtfulCodes = []string{"internal_error", "fatal_error"}
)

// fault tells what an error of a call means: whom it concerns, and whether it may have had its effect.
func fault(call string, err error) error {
	if err == nil {
		return nil
	}
	var known *chat.Error
	if errors.As(err, &known) {
		return err
	}
	f := &chat.Error{Fault: chat.Temporary, Err: fmt.Errorf("%s: %w", call, bare(err))}
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	var answer slack.SlackErrorResponse
	switch {
	case errors.As(err, &limited):
		f.RetryAfter = limited.RetryAfter
	case errors.As(err, &status):
		f.Sent = status.Code >= 500
		if status.Code == 404 {
			f.Fault = chat.Cut
		}
	case errors.As(err, &answer):
		f.Fault, f.Sent = meaning(answer.Err)
		f.Gone = answer.Err == "message_not_found"
	default:
		f.Sent = !neverLeft(err)
	}
	return f
}

// bare is an error without the address that was called: a response URL, or a socket's, is a secret that opens what it leads to.
func bare(err error) error {
	var called *url.Error
	for errors.As(err, &called) {
		err = called.Err
	}
	return err
}

func meaning(code string) (chat.Fault, bool) {
	switch {
	case slices.Contains(cutCodes, code):
		return chat.Cut, false
	case slices.Contains(unreachableCodes, code):
		return chat.Unreachable, false
	case slices.Contains(temporaryCodes, code):
		return chat.Temporary, false
	case slices.Contains(doubtfulCodes, code):
		return chat.Temporary, true
	}
	return chat.Refused, false
}

// neverLeft reports whether a call failed before anything of it was sent.
func neverLeft(err error) bool {
	var network *net.OpError
	return errors.Is(err, chat.ErrTooLate) || errors.As(err, &network) && network.Op == "dial"
}

func isUnreachable(err error) bool {
	var f *chat.Error
	return errors.As(err, &f) && f.Fault == chat.Unreachable
}

// isCode reports whether an error is Slack's answer with one of these codes.
func isCode(err error, codes ...string) bool {
	var answer slack.SlackErrorResponse
	return errors.As(err, &answer) && slices.Contains(codes, answer.Err)
}
