// save_once PATH LETTER SIZE [again]: saves SIZE times LETTER to PATH and exits with 0 if that was verified,
// else with 1 and the message. "again" saves two contents by turns until it is killed.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "files/safe_writer.h"

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  std::string bytes(std::strtoul(argv[3], nullptr, 10), argv[2][0]);
  do {
    const lightloom::base::Result<lightloom::files::SavedFile> saved =
        lightloom::files::saveFile(argv[1], bytes);
    if (!saved) {
      std::fprintf(stderr, "%s: %s\n", saved.error().id.c_str(),
                   lightloom::base::english(saved.error()).c_str());
      return 1;
    }
    bytes.assign(bytes.size(), bytes[0] == 'a' ? 'b' : 'a');
  } while (argc > 4);
  return 0;
}
