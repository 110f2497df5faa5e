#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/edit.h"
#include "design/kind.h"
#include "learn/dataset.h"

/// What the verbs of lightloom-cli share: words of the command line, exit statuses, files.
namespace lightloom::cli {

enum ExitStatus { kDone = 0, kFailed = 1, kBadCommand = 2, kInterrupted = 3, kOurFault = 4 };

/// The words after the verb, sorted into files and options.
struct Words {
  std::vector<std::string> files;
  std::vector<std::string> assignments;  ///< of --set
  std::vector<std::string> dataDirs;     ///< of --data
  std::vector<std::string> over;         ///< of --over
  std::optional<long> epochs, threads;
  std::optional<double> seconds, width, height, font, dpi;
  std::optional<std::string> seed, out, replay, import, format, without, group;
  bool json = false, all = false, list = false, longRows = false, train = false;
};

/// Sorts the words; `allowed` lists the options of the verb ("--json --set …"). Errors: "cli.unknown-option",
/// "cli.missing-value", "cli.bad-number".
Result<Words> sortWords(const std::vector<std::string>& words, std::string_view allowed);

/// Prints a message to stderr.
void complain(const Message& message);

/// Opens a design, applies --seed and every --set. Prints what is wrong.
std::optional<Design> openDesign(const std::string& file, const Words& words);

/// A design with --seed and every --set applied.
Result<Design> editedDesign(const Design& design, const Words& words);

/// Loads the design's data set. Prints what is wrong.
std::optional<Dataset> openData(const Design& design, const std::string& designFile, const Words& words);

/// True after SIGINT or SIGTERM.
bool interrupted();
void watchSignals();

int ablate(const std::vector<std::string>& words);
int bench(const std::vector<std::string>& words);
int exportDesign(const std::vector<std::string>& words);
int kinds(const std::vector<std::string>& words);
int lasers(const std::vector<std::string>& words);
int check(const std::vector<std::string>& words);
int photons(const std::vector<std::string>& words);
int simulate(const std::vector<std::string>& words);
int sweep(const std::vector<std::string>& words);
int train(const std::vector<std::string>& words);
int validate(const std::vector<std::string>& words);

}  // namespace lightloom::cli
