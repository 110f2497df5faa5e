#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::documents {

/// What an example puts the light to.
enum class Application : std::uint8_t { None, Images, Objects, Speech, Games, Medicine, Chemistry };

/// What the band of an example is a band of: the share of right answers of the test part, or R² of it.
enum class ExampleMetric : std::uint8_t { Accuracy, R2 };

/// Their keys in files and on the command line: "images", "r2" …
std::string_view applicationKey(Application application);
std::string_view exampleMetricKey(ExampleMetric metric);

/// An example that comes with the program: what it shows, and what its training comes to.
struct ExampleEntry {
  std::string file;      ///< its name in the folder of examples, such as "first-light.loom"
  std::string title;     ///< a few words
  std::string sentence;  ///< what happens on it, one sentence
  std::string teaches;   ///< what is seen on it that is not seen elsewhere, one sentence
  Application application = Application::None;
  std::string dataset;  ///< the setting training.dataset of its design
  ExampleMetric metric = ExampleMetric::Accuracy;
  /// Where the metric of the bench lies at the end of the training that the design asks for, whatever the
  /// seed; measured. For accuracy 0 … 1, for R² up to 1.
  double bandLow = 0, bandHigh = 0;
  double seconds = 0;  ///< that this training takes at full speed on one core, about
  bool card = false;   ///< belongs among the first that a newcomer is shown
};

/// Reads a list of examples ({"format": "lightloom-examples", "version": 1, "examples": […]}). Errors: those
/// of JSON; "examples.not-a-list", "examples.other-version", "examples.wrong-type", "examples.missing-field",
/// "examples.unknown-key", "examples.too-long", "examples.bad-choice", "examples.bad-file",
/// "examples.bad-band", "examples.bad-time", "examples.twice", each with the line and the place.
Result<std::vector<ExampleEntry>> readExampleList(std::string_view text, const std::string& source,
                                                  const LoadBudget& budget = {});

/// The examples of this program, in the order in which they are shown. Errors: those of `readFile` and
/// `readExampleList`.
Result<std::vector<ExampleEntry>> exampleList();

}  // namespace lightloom::documents
