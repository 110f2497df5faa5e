#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::exports {

/// The objects of a PDF file and how they become bytes. Nothing depends on time, place or machine: equal
/// objects give equal bytes.
class PdfFile {
 public:
  /// A number for an object that is set later, for objects that name each other.
  int reserve();
  void set(int object, std::string body);
  int add(std::string body);
  /// A stream, packed; `entries` stand in its dictionary beside its length ("/Subtype /XML").
  int addStream(std::string_view bytes, const std::string& entries = {});
  /// A stream that readers find without unpacking it.
  int addPlainStream(std::string_view bytes, const std::string& entries);
  /// The file. Every reserved object has been set.
  std::string bytes(int catalogue, int info) const;

 private:
  std::vector<std::string> m_bodies;  ///< of object 1, 2, …
};

/// "12 0 R".
std::string pdfReference(int object);

/// A number without exponent, of at most `decimals` digits behind the point.
std::string pdfNumber(double value, int decimals = 4);

/// UTF-8 as a text string: plain where it is ASCII, else UTF-16 with its mark. What is no UTF-8 becomes
/// U+FFFD.
std::string pdfText(std::string_view utf8);

/// The code units of UTF-8 in UTF-16, as hexadecimal digits.
std::string utf16Hex(std::string_view utf8);

}  // namespace lightloom::exports
