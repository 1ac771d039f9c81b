// An app made with the official JavaScript SDK: a command, a button, a modal, a home page, a direct message, a mention.
import bolt from '@slack/bolt';

const { App, LogLevel } = bolt;

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL, retryConfig: { retries: 0 } },
});

const plain = (text) => ({ type: 'plain_text', text });
const button = (text) => ({
  type: 'actions',
  block_id: 'buttons',
  elements: [{ type: 'button', action_id: 'ask', text: plain(text), value: 'asked' }],
});
const modal = {
  type: 'modal',
  callback_id: 'asking',
  private_metadata: 'kept',
  title: plain('ひとつ質問'),
  submit: plain('送る'),
  blocks: [
    {
      type: 'input',
      block_id: 'words',
      label: plain('ことば'),
      element: { type: 'plain_text_input', action_id: 'written' },
    },
  ],
};

app.command('/echo', async ({ command, ack, respond }) => {
  if (command.text === 'later') {
    await ack();
    await respond({ text: 'あとで', response_type: 'ephemeral' });
    return;
  }
  await ack({ text: command.text, blocks: [{ type: 'section', text: plain(command.text) }, button('きく')] });
});

app.action('ask', async ({ ack, body, client, action }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: { ...modal, private_metadata: action.value } });
});

app.view('asking', async ({ ack, view, body, client }) => {
  const { value } = view.state.values.words.written;
  if (value === 'だめ') {
    await ack({ response_action: 'errors', errors: { words: '別のことばで' } });
    return;
  }
  await ack();
  await client.chat.postMessage({
    channel: body.user.id,
    text: `${view.private_metadata}: ${value}`,
    metadata: { event_type: 'answer', event_payload: { words: value } },
  });
});

app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: 'home', blocks: [{ type: 'header', text: plain('ホーム') }, button('ホームから')] },
  });
});

app.message('こんにちは', async ({ say }) => {
  await say('こんにちは！');
});

app.event('app_mention', async ({ event, say }) => {
  await say(`<@${event.user}> はい`);
});

process.stdin.on('end', () => process.exit(0)).resume(); // it does not outlive whoever started it
await app.start();
