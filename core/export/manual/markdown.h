#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::exports {

/// A place of the manual that can be gone to.
struct ManualEntry {
  std::string anchor;  ///< unique in the manual: "value-vcsel_array.pump"
  std::string title;
  std::string text;  ///< what stands there, plain, for the search
};

/// A piece of the manual as HTML: well-formed as XML, without a head.
struct ManualText {
  std::string html;
  std::vector<ManualEntry> entries;  ///< of its headings, in order
};

/// A line of text as HTML: **bold**, *italic*, `code`, [links](#anchor), and formulas as the model page and
/// the tables write them: w_max, e^{−σ²/2} and 2^bits get indices and exponents, "model.md 3.2" leads to that
/// section. A backslash keeps the next character as it is.
std::string inlineHtml(std::string_view text);

/// Text that `inlineHtml` shows as it stands, formulas apart.
std::string escaped(std::string_view text);

/// HTML without its tags, its characters restored.
std::string plainText(std::string_view html);

/// Markdown as HTML: headings (#, ##, ###, an anchor of their own behind them as {#anchor}), paragraphs,
/// lists
/// (-, 1.), tables, blocks of code (```), lines of four blanks (formulas), lines that begin with ": " (facts,
/// in small print). A heading without an anchor gets `prefix`-words-of-it. A paragraph that begins with
/// **1.1 Title.**, as those of the model page, is an entry "model-1.1" of its own.
ManualText markdownHtml(std::string_view text, const std::string& prefix);

/// Lower-case words with hyphens between them, as anchors have them.
std::string slugOf(std::string_view title);

}  // namespace lightloom::exports
