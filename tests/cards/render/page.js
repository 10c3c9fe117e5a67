// Runs in a page that has loaded the official renderer and markdown-it: draws one card the way Teams would,
// and says what the renderer complained about. Used under jsdom and in Chromium alike.

function draw(card, config, place) {
  const { AdaptiveCard, HostConfig, SerializationContext } = window.AdaptiveCards;
  const markdown = window.markdownit({ breaks: false, linkify: false });
  AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  let problems = [];
  const reading = new SerializationContext();
  const drawn = new AdaptiveCard();
  drawn.hostConfig = new HostConfig(config);
  drawn.parse(card, reading);
  for (let at = 0; at < reading.eventCount; at++) problems.push(reading.getEventAt(at).message);
  // The renderer's test of languages remembers where it stopped and so refuses every other card.
  problems = problems.filter((words) => words !== 'Invalid value "en" for property "lang".');
  for (const event of drawn.validateProperties().validationEvents) problems.push(event.message);
  const element = drawn.render();
  if (element) place.replaceChildren(element);
  else problems.push("nothing was drawn");
  return problems;
}
window.draw = draw;
