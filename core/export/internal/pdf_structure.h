#pragma once

#include <map>
#include <string>
#include <vector>

#include "export/figure.h"
#include "export/pdf_file.h"
#include "rooms.h"

namespace lightloom::exports {

/// The structure of a PDF as programs that read aloud and convert see it: headings, paragraphs, figures with
/// their words, tables with rows and titles of columns, in the order in which the groups were added. Each
/// element points at its marked content on the pages.
class PdfStructure {
 public:
  PdfStructure(PdfFile& file, std::size_t pages);

  /// Takes the next piece of marked content of a page; returns its number there, −1 for what is decoration.
  int mark(std::size_t page, int pageObject, const PageFigure& figure, const PageGroup& group);
  /// Writes the tree; returns its root object.
  int finish();

 private:
  struct Piece {
    int page, object, number;
  };
  struct Element {
    std::string type, attributes;
    std::vector<Piece> pieces;
    std::vector<int> children;  ///< indices
    int parent = -1;
  };

  int child(int parent, const std::string& key, const std::string& type);
  int elementOf(const PageTag& tag);

  PdfFile& m_file;
  std::vector<Element> m_elements;
  std::map<std::string, int> m_byKey;
  std::vector<std::vector<int>> m_ofPage;  ///< element of each marked content
};

/// The tag that marked content of a group carries: "P", "Figure", "TD".
std::string pdfTagOf(const PageTag& tag);

}  // namespace lightloom::exports
