package sandbox

import "strings"

// methods are the methods of the Web API that the workspace knows.
var methods map[string]method

func init() { // here, because the methods look at the table themselves
	methods = map[string]method{
		"api.test":                     {run: func(*Workspace, *call) (answer, *apiError) { return answer{}, nil }},
		"auth.test":                    {run: authTest},
		"apps.connections.open":        {appToken: true, run: connectionsOpen},
		"chat.postMessage":             {scope: needs("chat:write"), posts: true, run: postMessage},
		"chat.postEphemeral":           {scope: needs("chat:write"), posts: true, run: postEphemeral},
		"chat.update":                  {scope: needs("chat:write"), run: updateMessage},
		"chat.delete":                  {scope: needs("chat:write"), run: deleteMessage},
		"chat.getPermalink":            {run: permalink},
		"conversations.open":           {scope: scopeToOpen, run: openConversation},
		"conversations.create":         {scope: scopeToCreate, run: createConversation},
		"conversations.invite":         {scope: scopeToInvite, run: invite},
		"conversations.kick":           {scope: scopeToInvite, run: kick},
		"conversations.info":           {scope: scopeOf("read"), run: conversationInfo},
		"conversations.members":        {scope: scopeOf("read"), run: conversationMembers},
		"conversations.history":        {scope: scopeOf("history"), run: conversationHistory},
		"conversations.list":           {scope: scopeToList, run: conversationList},
		"users.conversations":          {scope: scopeToList, run: conversationList},
		"conversations.setTopic":       {scope: scopeToInvite, run: setTopic},
		"conversations.archive":        {scope: scopeToInvite, run: archive},
		"users.info":                   {scope: needs("users:read"), run: userInfo},
		"users.list":                   {scope: needs("users:read"), run: userList},
		"users.lookupByEmail":          {scope: needs("users:read.email"), run: userByEmail},
		"views.open":                   {run: openView},
		"views.push":                   {run: pushView},
		"views.update":                 {run: updateView},
		"views.publish":                {run: publishView},
		"files.getUploadURLExternal":   {scope: needs("files:write"), run: uploadURL},
		"files.info":                   {scope: needs("files:read"), run: fileInfo},
		"files.delete":                 {scope: needs("files:write"), run: deleteFile},
		"files.completeUploadExternal": {scope: needs("files:write"), posts: true, run: completeUpload},
		"team.info":                    {scope: needs("team:read"), run: teamInfo},
		"bots.info":                    {scope: needs("users:read"), run: botInfo},
	}
}

const teamID = "T0SANDBOX"

func authTest(w *Workspace, c *call) (answer, *apiError) {
	return answer{
		"url": "https://sandbox.invalid/", "team": w.options.Name, "team_id": teamID,
		"user": strings.ToLower(w.app.Name), "user_id": w.app.BotUser, "bot_id": w.app.botID, "app_id": w.app.ID,
		"is_enterprise_install": false,
	}, nil
}

func teamInfo(w *Workspace, c *call) (answer, *apiError) {
	return answer{"team": answer{"id": teamID, "name": w.options.Name, "domain": "sandbox"}}, nil
}

func botInfo(w *Workspace, c *call) (answer, *apiError) {
	return answer{"bot": answer{"id": w.app.botID, "app_id": w.app.ID, "name": w.app.Name, "user_id": w.app.BotUser, "deleted": false}}, nil
}
