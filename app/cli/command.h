#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/design_diff.h"
#include "design/edit.h"
#include "design/kind.h"
#include "documents/run_ledger.h"
#include "learn/dataset.h"
#include "options.h"
#include "process.h"
#include "train/run_record.h"

/// Things that the verbs of lightloom-cli share: exit statuses, messages, designs and their data.
namespace lightloom::cli {

enum ExitStatus { kDone = 0, kFailed = 1, kBadCommand = 2, kInterrupted = 3, kOurFault = 4 };

/// The changes to a design before a verb works on it.
struct Changes {
  std::vector<std::string> assignments;  ///< of --set
  std::optional<std::string> seed;
  std::optional<long> epochs;
  bool any() const { return seed || epochs || !assignments.empty(); }
};

/// Options that several verbs take.
void declareFile(Options& options, std::optional<std::string>& file);
void declareJson(Options& options, bool& json);
void declareSet(Options& options, Changes& changes);
void declareSeed(Options& options, Changes& changes);
void declareEpochs(Options& options, Changes& changes);
void declareThreads(Options& options, std::optional<long>& threads,
                    const char* help = "how many shards are computed at once");
/// The threads of --threads, else as many as there are processors.
int threadsOf(const std::optional<long>& asked);
void declareData(Options& options, std::vector<std::string>& folders);
void declareLedger(Options& options, std::optional<std::string>& folder);

/// Prints a message to stderr; control characters of names in it are shown, not sent.
void complain(const Message& message);

/// A check and its remedy in a line, as a terminal may get it.
std::string checkText(const Check& check);

/// The line of a difference, as a terminal may get it: names and notes in one line.
std::string lineText(const ChangeLine& line);

/// Writes what is left of the output and returns `status`, or kFailed where stdout did not take everything.
int finished(int status);

/// "cli.one-file": the design file is missing. Returns the exit status.
int missingFile(const char* what = LL_TEXT("Name one design file."));

/// An assignment PATH=VALUE and the words of the command line that ask for it.
struct Assigned {
  std::string assignment, as;
};

/// The assignments of --seed, every --set and --epochs, the later ones over the earlier ones.
std::vector<Assigned> assignmentsOf(const Changes& changes);

/// One value would silently win where two words give a path its value: "cli.swept-twice". `over`: PATH=VALUES
/// of each --over.
std::optional<Message> sweptTwice(const std::vector<std::string>& over, const Changes& changes);

/// The design in a file. Errors: those of `readDesignFile`; "cli.not-a-design" where it is a run.
Result<Design> designOf(const std::string& file);

/// The run in a file. Errors: those of `readRunFile`; "cli.not-a-run" where it is a design.
Result<RunFile> runOf(const std::string& file);

/// The design in a file, or that at the end of the run in it. Errors: those of `readDesignFile` and
/// `readRunFile`.
Result<Design> lastDesignOf(const std::string& file);

/// Prints what a file holds that is not known.
void warnOfUnknown(const Design& design);

/// Opens a design and changes it. Prints what is wrong, and what the file holds that is not known.
std::optional<Design> openDesign(const std::string& file, const Changes& changes);

/// A design with `assignmentsOf` the changes applied. Errors: those of `applyAssignment`.
Result<Design> editedDesign(const Design& design, const Changes& changes);

/// Loads the design's data set, also from `dataDirs`. Prints what is wrong.
std::optional<Dataset> openData(const Design& design, const std::string& designFile,
                                const std::vector<std::string>& dataDirs);

/// A design as the words of a command ask for it, and its data.
struct DesignWords {
  std::optional<std::string> file;
  Changes changes;
  std::vector<std::string> dataDirs;
};
/// FILE, --set, --seed and --data.
void declareDesign(Options& options, DesignWords& words);

struct OpenedDesign {
  Design design;
  Dataset data;
};
/// `openDesign` and `openData` of a file that is named.
std::optional<OpenedDesign> openWithData(const DesignWords& words);

/// What of a design decides about the data that it gets: designs with one key share a data set.
std::string dataKey(const Design& design);

/// The files that a command reads when it was given `files`, that of the design first: these and the design's
/// own data set.
std::vector<std::string> inputsOf(const Design& design, std::vector<std::string> files,
                                  const std::vector<std::string>& dataDirs);

/// The ledger of --ledger, or that of the user.
RunLedger ledgerOf(const std::optional<std::string>& folder);

/// Whether `out`, where it is given, can be written and is none of the inputs. Prints what is wrong.
bool outputFits(const std::optional<std::string>& out, const std::vector<std::string>& inputs);

}  // namespace lightloom::cli
