#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "files/load_budget.h"
#include "files/safe_writer.h"
#include "rooms.h"
#include "train/pace.h"

namespace lightloom::documents {

/// Version of the talk format that this program writes, and the newest it reads.
inline constexpr int kTalkVersion = 1;

/// How the name of a talk ends.
inline constexpr std::string_view kTalkSuffix = ".loomtalk";

/// The pages that a scene may show, by the names of their docks without "Dock", and the plots of a run.
std::span<const std::string_view> talkPages();
std::span<const std::string_view> talkPlots();

/// Where one looks: at these parts with their loupes, or at a stretch of the bench.
struct TalkCamera {
  std::vector<std::string> parts;  ///< ids; where there are any, the rest means nothing
  double x = 0, y = 0;             ///< m, the middle of the view
  double width = 0;  ///< m, above 0: of the bench that is in sight at least, or as high as 9/16 of it

  bool operator==(const TalkCamera&) const = default;
};

/// A scene says everything that is to be seen, so that it is the same whichever scene was before it.
struct TalkScene {
  std::string caption;  ///< what the audience reads, one or two sentences
  /// A design that comes with the program by its name without ".loom" ("first-light"), or a file of one's own
  /// beside the talk or below it, as a path that begins with "./".
  std::string design;
  std::vector<std::string> changes;                ///< PATH=VALUE on that design, as for `--set`
  std::optional<TalkCamera> camera;                ///< without one the whole bench is in sight
  std::optional<std::vector<std::string>> loupes;  ///< of these parts alone; without the list all
  std::string page;                                ///< one of `talkPages`, or none
  std::vector<std::string> plots;                  ///< of `talkPlots`
  std::optional<Pace> speed;                       ///< at which the network trains; without one it waits
  double minutes = 1;                              ///< that the scene is spoken to, above 0 and up to 60
  std::string notes;                               ///< for the person who speaks

  bool operator==(const TalkScene&) const = default;
};

/// An ordered list of scenes that somebody speaks to: `*.loomtalk`, beside designs.
struct Talk {
  std::string title;
  std::vector<TalkScene> scenes;

  bool operator==(const Talk&) const = default;
};

/// min, of all its scenes.
double talkMinutes(const Talk& talk);

/// What a talk may be: 1 MiB, so that it opens at once wherever it comes from.
LoadBudget talkBudget();

/// Reads a talk from its text: {"format": "lightloom-talk", "version": 1, "title": …, "scenes": [{…}]}. A
/// scene without a "design" has that of the scene before. Errors name the file, the line, the scene and its
/// key, the reason and the remedy: those of JSON, "talk.not-a-talk", "talk.newer-version",
/// "talk.missing-field", "talk.wrong-type", "talk.too-long", "talk.unknown-key", "talk.likely-key" (with the
/// key that is like it), "talk.empty", "talk.too-many", "talk.bad-design", "talk.outside-folder",
/// "talk.unknown-page", "talk.unknown-plot", "talk.bad-speed", "talk.out-of-range".
Result<Talk> readTalk(std::string_view text, const std::string& source,
                      const LoadBudget& budget = talkBudget());

/// `readTalk` of a file; adds the errors of `readFile`.
Result<Talk> readTalkFile(const std::string& path);

/// The text of a talk: keys in one order, what is left at its default left out. Equal talks give equal bytes.
std::string writeTalk(const Talk& talk);

/// Writes the talk to a file through `saveFile`. What could not be read again is refused with the error of
/// `readTalk`, before the file is touched.
Result<SavedFile> saveTalk(const Talk& talk, const std::string& path);

/// Where the design of a scene lies, for a talk that lies in `folder`. Nothing outside that folder and the
/// program's examples is opened, links followed. Errors: "talk.no-example", "talk.no-design",
/// "talk.outside-folder".
Result<std::string> talkDesignPath(const std::string& design, const std::string& folder);

/// The same the other way round: how a talk in `folder` calls the design in a file. Errors:
/// "talk.outside-folder".
Result<std::string> talkDesignName(const std::string& path, const std::string& folder);

/// The design of a scene with its changes made, `scene` counted from 0. Errors: those of `talkDesignPath`;
/// "talk.design" (the file cannot be read), "talk.change" (PATH=VALUE is refused) and "talk.no-part" (a
/// camera or a loupe looks at what is not there), each with the scene and the reason.
Result<Design> talkSceneDesign(const Talk& talk, std::size_t scene, const std::string& folder);

/// Everything that `talkSceneDesign` has to say of any scene, in their order.
std::vector<Message> talkProblems(const Talk& talk, const std::string& folder);

}  // namespace lightloom::documents
