#include "options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>

#include "design/kept_fields.h"

namespace lightloom::cli {
namespace {

// Leaves the parser with what is wrong with a value.
struct Refusal {
  Message message;
};

// More words than a system passes on: CLI11 calls a list without an end one that may be written "[a,b]", and
// would take a file of such a name apart.
constexpr int kAllWords = 1 << 24;

constexpr std::size_t kHelpColumn = 26;

template <typename Number>
std::optional<Number> numberOf(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool isOptionLike(const std::string& word) {
  return word.size() > 1 && word[0] == '-';
}

bool isFlag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

Message missingValue(const std::string& name) {
  return {"cli.missing-value", LL_TEXT("%1 needs a value behind it."), {name}};
}

// Words that CLI11 would take in another sense than they were meant: "--out= d.loom" as "--out d.loom",
// "--json=no" as a yes, and in "--out --json" the forgotten path as "--json".
std::optional<Message> misread(const CLI::App& app, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::size_t equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    const CLI::Option* option = name.starts_with("--") ? app.get_option_no_throw(name) : nullptr;
    if (!option || (isFlag(*option) && equals == std::string::npos)) continue;
    if (isFlag(*option))
      return Message{"cli.no-value",
                     LL_TEXT("%1 takes no value, so “%2” means nothing here."),
                     {name, words[i].substr(equals + 1)}};
    if (equals != std::string::npos) {
      if (equals + 1 == words[i].size()) return missingValue(name);
      continue;
    }
    if (++i == words.size() || words[i].empty()) return missingValue(name);
    if (words[i].starts_with("--"))
      return Message{
          "cli.missing-value",
          LL_TEXT("%1 needs a value behind it, and “%2” looks like an option. Write %1=%2 if it is meant."),
          {name, words[i]}};
  }
  return std::nullopt;
}

}  // namespace

Options::Options(const char* verb) : m_verb(verb), m_app(std::make_unique<CLI::App>()) {
  m_app->set_help_flag();  // the house has its own page
}

Options::~Options() = default;

CLI::Option* Options::add(const char* name, const char* value, const char* help,
                          std::function<void(const std::vector<std::string>&)> take) {
  const auto taken = [take = std::move(take)](const std::vector<std::string>& values) {
    take(values);
    return true;
  };
  return m_app->add_option(name, CLI::callback_t(taken), help)
      ->type_name(value)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* Options::addOnce(const char* name, const char* value, const char* help,
                              std::function<void(const std::string&)> take) {
  const std::string called(name);
  return add(name, value, help, [called, take = std::move(take)](const std::vector<std::string>& values) {
    if (values.size() > 1)
      throw Refusal{{"cli.given-twice",
                     LL_TEXT("%1 is given twice, as “%2” and as “%3”. Leave one of them out."),
                     {called, values[0], values[1]}}};
    take(values[0]);
  });
}

void Options::flag(const char* name, bool& target, const char* help) {
  m_app->add_flag(name, target, help);
}

void Options::text(const char* name, const char* value, std::optional<std::string>& target,
                   const char* help) {
  addOnce(name, value, help, [&target](const std::string& given) { target = given; });
}

void Options::texts(const char* name, const char* value, std::vector<std::string>& target, const char* help) {
  add(name, value, help, [&target](const std::vector<std::string>& given) { target = given; });
}

void Options::whole(const char* name, std::optional<long>& target, long most, const char* help) {
  addOnce(name, "N", help, [name, most, &target](const std::string& given) {
    target = numberOf<long>(given);
    if (!target || *target < 1)
      throw Refusal{{"cli.bad-number",
                     LL_TEXT("%1 needs a whole number from 1, not “%2”."),
                     {std::string(name), given}}};
    if (*target > most)
      throw Refusal{{"cli.bad-number",
                     LL_TEXT("%1 takes at most %2, not “%3”."),
                     {std::string(name), std::int64_t{most}, given}}};
  });
}

void Options::index(const char* name, const char* value, std::optional<std::size_t>& target,
                    const char* help) {
  addOnce(name, value, help, [name, &target](const std::string& given) {
    const std::optional<long> number = numberOf<long>(given);
    if (!number || *number < 0)
      throw Refusal{{"cli.bad-number",
                     LL_TEXT("%1 needs a whole number from 0, not “%2”."),
                     {std::string(name), given}}};
    target = static_cast<std::size_t>(*number);
  });
}

void Options::real(const char* name, const char* value, std::optional<double>& target, const char* help,
                   RefusedWord refused) {
  addOnce(name, value, help, [name, refused, &target](const std::string& given) {
    target = numberOf<double>(given);
    if (!target || !(*target > 0 && *target <= 1e4))
      throw Refusal{{refused.id, refused.text, {std::string(name), given}}};
  });
}

void Options::word(const char* name, std::optional<std::string>& target, const char* help) {
  addOnce(name, "", help, [&target](const std::string& given) { target = given; });
}

void Options::words(const char* name, std::vector<std::string>& target, const char* help) {
  add(name, "", help, [&target](const std::vector<std::string>& given) {
    target = given;
  })->expected(kAllWords);
}

std::string Options::namesOf(bool positional, const char* separator) const {
  std::string out;
  for (const CLI::Option* option : std::as_const(*m_app).get_options())
    if (option->get_positional() == positional)
      out += (out.empty() ? "" : separator) + option->get_name(positional, true);
  return out;
}

// The message on the words that no option takes.
Message Options::unexpected(const std::vector<std::string>& words) const {
  const auto option = std::find_if(words.begin(), words.end(), isOptionLike);
  if (option == words.end()) {
    const std::string taken = namesOf(true, " ");
    if (taken.empty())
      return {"cli.no-file",
              LL_TEXT("%1 takes no file and no other word, so “%2” means nothing here."),
              {std::string(m_verb), words[0]}};
    return {"cli.extra-word",
            LL_TEXT("“%1” means nothing here: %2 takes %3."),
            {words[0], std::string(m_verb), taken}};
  }
  const std::string name = option->substr(0, option->find('='));
  std::error_code error;
  if (std::filesystem::exists(*option, error))
    return {"cli.unknown-option",
            LL_TEXT("There is no option %1 here. If the file is meant, write ./%1."),
            {*option}};
  std::vector<std::string> known;
  for (const CLI::Option* candidate : std::as_const(*m_app).get_options())
    for (const std::string& longName : candidate->get_lnames()) known.push_back("--" + longName);
  if (const std::string nearest = nearestKey(name, known); !nearest.empty())
    return {"cli.unknown-option",
            LL_TEXT("There is no option %1 here. Perhaps %2 is meant. Options: %3."),
            {name, nearest, namesOf(false, " ")}};
  return {
      "cli.unknown-option", LL_TEXT("There is no option %1 here. Options: %2."), {name, namesOf(false, " ")}};
}

std::optional<Message> Options::read(const std::vector<std::string>& words) {
  if (const std::optional<Message> problem = misread(*m_app, words)) return problem;
  try {
    m_app->parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const Refusal& refusal) {
    return refusal.message;
  } catch (const CLI::ExtrasError&) {
    std::vector<std::string> left = m_app->remaining();
    left.erase(std::remove(left.begin(), left.end(), "--"), left.end());
    return unexpected(left);
  }
  return std::nullopt;
}

std::string Options::usage() const {
  const std::string words = namesOf(true, " ");
  return "lightloom-cli " + std::string(m_verb) + (words.empty() ? "" : " " + words) + " [OPTION]...";
}

std::vector<DeclaredWord> Options::declared() const {
  std::vector<DeclaredWord> out;
  for (const bool positional : {true, false})
    for (const CLI::Option* option : std::as_const(*m_app).get_options()) {
      if (option->get_positional() != positional) continue;
      const bool valued = !isFlag(*option) && !positional;
      out.push_back({option->get_name(positional, true), valued ? option->get_type_name() : std::string(),
                     option->get_description()});
    }
  return out;
}

std::string Options::help(const char* summary) const {
  const auto line = [](std::string left, const std::string& right) {
    left.insert(0, "  ");
    left.resize(std::max(left.size() + 2, kHelpColumn), ' ');
    return left + right + '\n';
  };
  std::string out = "Usage: " + usage() + "\n" + summary + "\n\n";
  for (const DeclaredWord& word : declared())
    out += line(word.names + (word.value.empty() ? "" : " " + word.value), word.help);
  return out + line("--help", "this page");
}

}  // namespace lightloom::cli
