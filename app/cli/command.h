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
#include "process.h"
#include "run/run_record.h"

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

/// Prints a message to stderr; control characters of names in it are shown, not sent.
void complain(const Message& message);

/// A check and its remedy in a line, as a terminal may get it.
std::string checkText(const Check& check);

/// Writes what is left of the output and returns `status`, or kFailed where stdout did not take everything.
int finished(int status);

/// What is wrong with the words of a verb that takes `count` files; "cli.no-file", "cli.one-file".
std::optional<Message> filesProblem(const Words& words, std::size_t count);

/// An assignment PATH=VALUE and the words of the command line that ask for it.
struct Assigned {
  std::string assignment, as;
};

/// What --seed, every --set and --epochs assign, the later ones over the earlier ones.
std::vector<Assigned> assignmentsOf(const Words& words);

/// The design in a file. Errors: those of `readDesignFile`; "cli.not-a-design" where it is a run.
Result<Design> designOf(const std::string& file);

/// The run in a file. Errors: those of `readRunFile`; "cli.not-a-run" where it is a design.
Result<RunFile> runOf(const std::string& file);

/// Opens a design, applies --seed, every --set and --epochs. Prints what is wrong, and what the file holds
/// that is not known.
std::optional<Design> openDesign(const std::string& file, const Words& words);

/// A design with `assignmentsOf` the words applied. Errors: those of `applyAssignment`.
Result<Design> editedDesign(const Design& design, const Words& words);

/// Loads the design's data set. Prints what is wrong.
std::optional<Dataset> openData(const Design& design, const std::string& designFile, const Words& words);

/// What the command reads: FILE, --import, --replay and the own data set of the design.
std::vector<std::string> inputsOf(const Design& design, const Words& words);

/// Whether --out, where it is given, can be written and is none of the inputs. Prints what is wrong.
bool outputFits(const Design& design, const Words& words);

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
