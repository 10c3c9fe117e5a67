// How Teams sets up the official renderer: sizes, spacing and colours of its light and dark look.
// The values are those of Microsoft's published host configuration for Teams.

const SIZES = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };
const WEIGHTS = { lighter: 200, default: 400, bolder: 600 };

const INK = {
  light: { text: "#252424", subtle: "#bf252424", accent: "#6264a7", attention: "#c4314b" },
  dark: { text: "#ffffff", subtle: "#bfffffff", accent: "#a6a7dc", attention: "#d74654" },
};
const PAPER = {
  light: { default: "#ffffff", emphasis: "#f9f8f7", attention: "#FFC5B2" },
  dark: { default: "#2d2c2c", emphasis: "#292828", attention: "#FFC5B2" },
};

function inks(theme, paper) {
  // Coloured boxes stay light in the dark look, so their text is dark in both.
  const ink = INK[paper === "attention" ? "light" : theme];
  const one = (colour, subtle) => ({ default: colour, subtle: subtle ?? colour });
  return {
    default: one(ink.text, ink.subtle), dark: one("#201f1f"), light: one("#ffffff"), accent: one(ink.accent),
    good: one("#92c353"), warning: one("#f8d22a"), attention: one(ink.attention),
  };
}

function hostConfig(theme) {
  const style = (name) => ({
    backgroundColor: PAPER[theme][name], borderColor: "#cccccc", foregroundColors: inks(theme, name),
  });
  const font = (family) => ({ fontFamily: family, fontSizes: SIZES, fontWeights: WEIGHTS });
  return {
    choiceSetInputValueSeparator: ",",
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: "#eeeeee" },
    fontTypes: { default: font("'Segoe UI', 'Liberation Sans', sans-serif"), monospace: font("monospace") },
    textStyles: { heading: { size: "large", weight: "bolder" } },
    textBlock: { headingLevel: 2 },
    containerStyles: {
      default: style("default"), emphasis: style("emphasis"), attention: style("attention"),
      good: style("emphasis"), warning: style("emphasis"), accent: style("emphasis"),
    },
    actions: {
      maxActions: 6, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left",
      showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
    },
    factSet: { title: { weight: "bolder" }, value: {}, spacing: 16 },
  };
}

module.exports = { hostConfig };
