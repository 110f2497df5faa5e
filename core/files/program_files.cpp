#include "files/program_files.h"

#include <filesystem>

namespace lightloom::files {
namespace {

namespace fs = std::filesystem;

std::string installedOr(const char* name, const char* source) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share/lightloom" / name;
  return !error && fs::is_directory(installed, error) ? installed.string() : source;
}

}  // namespace

std::string datasetsFolder() {
  return installedOr("datasets", LIGHTLOOM_SOURCE_TREE "/resources/datasets");
}

std::string examplesFolder() {
  return installedOr("examples", LIGHTLOOM_SOURCE_TREE "/examples");
}

std::string pythonReaderPath() {
  return installedOr("python", LIGHTLOOM_SOURCE_TREE "/resources/python") + "/loom.py";
}

std::string examplePath(const std::string& name) {
  return examplesFolder() + '/' + name;
}

}  // namespace lightloom::files
