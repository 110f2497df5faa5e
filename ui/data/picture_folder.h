#pragma once

#include <QString>
#include <functional>
#include <stop_token>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "rooms.h"

namespace lightloom::ui {

/// Pictures in folders by class, to be made an IDX file.
struct PictureFolder {
  QString folder;  ///< one sub-folder for each class
  int side = 0;    ///< pixels of the square that pictures become; 0: told by the pictures
  bool operator==(const PictureFolder&) const = default;
};

struct ConvertedPictures {
  QString path;                  ///< of the IDX file of pictures; that of labels lies beside it
  DatasetDescriptor descriptor;  ///< names of the classes, and what was done
  int side = 0;
};

inline constexpr int kSmallestSide = 4, kLargestSide = 128;

/// Reads the PNG, JPEG, BMP and PGM pictures in the sub-folders (classes and files by the alphabet), takes
/// the middle square of each, scales it to one size, makes it grey (11 parts red, 16 green, 5 blue of 32, on
/// black) and writes an IDX pair into `into`. Told: pictures that are all of one square size of at most 64
/// pixels stay as they are, others become 28 × 28. Decoders are those of Qt: a bench sees few inputs, so size
/// and shade are chosen once, and what the network is trained on is the file that comes of it, which every
/// program reads to the same bytes.
///
/// Errors, with the file or folder and a remedy: no sub-folder with pictures, one class alone, more than 256,
/// a picture that cannot be read, more than 256 MiB.
Result<ConvertedPictures> convertPictures(const PictureFolder& pictures, const QString& into,
                                          const std::stop_token& stop,
                                          const std::function<void(int done, int all)>& progressed);

}  // namespace lightloom::ui
