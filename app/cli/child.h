#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace lightloom::cli {

/// Starts a program with these words, the first of which is how it is called, in this environment
/// (NAME=VALUE), and waits for it; a signal that reaches this program only is passed on. `output`: a file
/// descriptor for its standard output, or −1: that of this program. Returns its exit status, nothing where it
/// could not be started or did not end by itself.
std::optional<int> runProgram(const std::string& program, const std::vector<std::string>& words,
                              const std::vector<std::string>& environment, int output = -1);

/// The environment of this program with one variable changed; an empty value takes it away.
std::vector<std::string> environmentWith(const std::string& name, const std::string& value);

/// What a program writes to its standard output where it ends with status 0, else nothing.
std::optional<std::string> outputOf(const std::string& program, const std::vector<std::string>& words,
                                    const std::vector<std::string>& environment);

}  // namespace lightloom::cli
