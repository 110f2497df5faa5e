#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lightloom::cli {

/// The work of a verb once its words are read; returns the exit status.
using Command = std::function<int()>;

/// What is said of a word that is refused: a text in which %1 is the option and %2 the word.
struct RefusedWord {
  const char *id, *text;
};
inline constexpr RefusedWord kNoSuchNumber = {
    "cli.bad-number", LL_TEXT("%1 needs a number above 0 and up to 10 000, not “%2”.")};

/// A word that a verb takes, for help and manual.
struct DeclaredWord {
  std::string names;  ///< "--format,--to"; of a word that is no option its name, "FILE"
  std::string value;  ///< "PATH"; empty of flags and of words that are no options
  std::string help;
};

/// The words behind a verb, declared one by one and read by CLI11, whose errors become messages of the house.
/// An option takes one value, as "--out PATH" or "--out=PATH", or none where it is a flag; it stands before
/// or behind files. What follows a lone "--" is no option whatever it begins with. Targets must outlive
/// `read`.
class Options {
 public:
  explicit Options(const char* verb);
  ~Options();
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  /// An option without a value.
  void flag(const char* name, bool& target, const char* help);
  /// An option with a value that may be given once. `name` may hold two names, with a comma between them.
  void text(const char* name, const char* value, std::optional<std::string>& target, const char* help);
  /// An option with a value that may be given again and again.
  void texts(const char* name, const char* value, std::vector<std::string>& target, const char* help);
  /// A whole number from 1 to `most`; "cli.bad-number".
  void whole(const char* name, std::optional<long>& target, long most, const char* help);
  /// A whole number from 0, to count with; "cli.bad-number".
  void index(const char* name, const char* value, std::optional<std::size_t>& target, const char* help);
  /// A number above 0 and up to 10 000; `refused` is what is said of another one.
  void real(const char* name, const char* value, std::optional<double>& target, const char* help,
            RefusedWord refused = kNoSuchNumber);
  /// The next word that is no option: a file, a part.
  void word(const char* name, std::optional<std::string>& target, const char* help);
  /// All words that are no options.
  void words(const char* name, std::vector<std::string>& target, const char* help);

  /// Fills the targets. Errors: "cli.unknown-option", "cli.extra-word" ("cli.no-file" where no such word is
  /// taken at all), "cli.missing-value", "cli.no-value", "cli.given-twice", "cli.bad-number".
  std::optional<Message> read(const std::vector<std::string>& words);

  /// How the verb is called: "lightloom-cli check FILE [OPTION]...".
  std::string usage() const;
  /// The words that it takes, those that are no options first.
  std::vector<DeclaredWord> declared() const;
  /// How the verb is called, and a line for each word that it takes.
  std::string help(const char* summary) const;

 private:
  CLI::Option* add(const char* name, const char* value, const char* help,
                   std::function<void(const std::vector<std::string>&)> take);
  CLI::Option* addOnce(const char* name, const char* value, const char* help,
                       std::function<void(const std::string&)> take);
  Message unexpected(const std::vector<std::string>& words) const;
  std::string namesOf(bool positional, const char* separator) const;

  const char* m_verb;
  std::unique_ptr<CLI::App> m_app;
};

/// The words of a verb, a struct of its own, together with what declares and what uses them.
template <typename Words>
Command commandOf(Options& options, void (*declare)(Options&, Words&), int (*run)(const Words&)) {
  auto words = std::make_shared<Words>();
  declare(options, *words);
  return [words, run] { return run(*words); };
}

}  // namespace lightloom::cli
