#include "data/picture_folder.h"

#include <QDir>
#include <QImage>
#include <QImageReader>
#include <QObject>
#include <QPainter>
#include <algorithm>
#include <optional>
#include <vector>

#include "datasets/idx_writer.h"
#include "document/translate.h"
#include "files/safe_writer.h"

namespace lightloom::ui {
namespace {

constexpr int kUsualSide = 28, kMostKept = 64;
constexpr int kMostFolderClasses = 256;  // a label is a byte
constexpr qint64 kMostPictureBytes = qint64{256} << 20;

struct PictureFile {
  QString path;
  int label = 0;
};

struct Pictures {
  QStringList classes;
  std::vector<PictureFile> files;
};

// In the same order on every system, whatever its language.
QStringList inOrder(QStringList names) {
  std::sort(names.begin(), names.end());
  return names;
}

Pictures picturesIn(const QString& folder) {
  static const QStringList kPatterns = {QStringLiteral("*.png"),  QStringLiteral("*.jpg"),
                                        QStringLiteral("*.jpeg"), QStringLiteral("*.bmp"),
                                        QStringLiteral("*.pgm"),  QStringLiteral("*.ppm")};
  Pictures out;
  for (const QString& name : inOrder(QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot))) {
    const QDir inside(folder + QLatin1Char('/') + name);
    const QStringList files = inOrder(inside.entryList(kPatterns, QDir::Files));
    for (const QString& file : files)
      out.files.push_back({inside.filePath(file), static_cast<int>(out.classes.size())});
    if (!files.isEmpty()) out.classes << name;
  }
  return out;
}

std::optional<Message> folderProblem(const QString& folder, const Pictures& pictures) {
  const QString name = QDir(folder).dirName();
  const auto problem = [](const QString& text) { return asMessage(text.toStdString()); };
  if (pictures.classes.isEmpty())
    return problem(
        QObject::tr("The folder “%1” holds no folders of pictures: each class needs one of its own, with "
                    "PNG, JPEG, BMP or PGM files. Choose the folder above those of the classes.")
            .arg(name));
  if (pictures.classes.size() == 1)
    return problem(
        QObject::tr("The folder “%1” has pictures of one class alone, “%2”, so there is nothing to tell "
                    "apart. Choose the folder above those of the classes.")
            .arg(name, pictures.classes.front()));
  if (pictures.classes.size() > kMostFolderClasses)
    return problem(
        QObject::tr("The folder “%1” has %2 folders of pictures, and there can be %3 classes. Put fewer "
                    "into it.")
            .arg(name)
            .arg(pictures.classes.size())
            .arg(kMostFolderClasses));
  return std::nullopt;
}

int toldSide(const Pictures& pictures) {
  QSize first;
  for (const PictureFile& file : pictures.files) {
    const QSize size = QImageReader(file.path).size();
    if (!first.isValid()) first = size;
    if (size != first || size.width() != size.height() || size.width() < kSmallestSide ||
        size.width() > kMostKept)
      return kUsualSide;
  }
  return first.width();
}

// The middle square, so that shapes keep their proportions.
QImage squared(const QImage& image, int side) {
  const int edge = std::min(image.width(), image.height());
  const QRect middle((image.width() - edge) / 2, (image.height() - edge) / 2, edge, edge);
  QImage ground(edge, edge, QImage::Format_RGB32);
  ground.fill(Qt::black);
  QPainter(&ground).drawImage(QPoint(), image, middle);
  return ground.scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_Grayscale8);
}

Result<QImage> pictureIn(const QString& path, int side) {
  QImageReader reader(path);
  reader.setDecideFormatFromContent(true);
  reader.setAutoTransform(true);
  const QImage image = reader.read();
  if (image.isNull())
    return asMessage(
        QObject::tr("“%1” cannot be read as a picture: %2. Take it out of the folder, or save it again.")
            .arg(path, reader.errorString())
            .toStdString());
  return squared(image, side);
}

void append(const QImage& picture, std::vector<std::uint8_t>& bytes) {
  for (int y = 0; y < picture.height(); ++y)
    bytes.insert(bytes.end(), picture.constScanLine(y), picture.constScanLine(y) + picture.width());
}

Result<ConvertedPictures> written(const PictureFolder& from, const Pictures& pictures, int side,
                                  const std::vector<std::uint8_t>& bytes, const QString& into) {
  const QString name = QDir(from.folder).dirName();
  const auto count = static_cast<std::uint32_t>(pictures.files.size());
  const auto edge = static_cast<std::uint32_t>(side);
  std::vector<std::uint8_t> labels;
  for (const PictureFile& file : pictures.files) labels.push_back(static_cast<std::uint8_t>(file.label));
  ConvertedPictures out;
  out.side = side;
  out.path = QStringLiteral("%1/%2-images.idx3").arg(into, name);
  for (const QString& one : pictures.classes) out.descriptor.classes.push_back(one.toStdString());
  out.descriptor.form = DatasetDescriptor::Form::Idx;
  out.descriptor.note = QStringLiteral("Pictures of the folder %1: middle squares, %2 × %2 pixels, grey")
                            .arg(name)
                            .arg(side)
                            .toStdString();
  const std::string labelPath = QStringLiteral("%1/%2-labels.idx1").arg(into, name).toStdString();
  if (const auto saved = saveFile(out.path.toStdString(), idxBytes({count, edge, edge}, bytes)); !saved)
    return saved.error();
  if (const auto saved = saveFile(labelPath, idxBytes({count}, labels)); !saved) return saved.error();
  return out;
}

}  // namespace

Result<ConvertedPictures> convertPictures(const PictureFolder& from, const QString& into,
                                          const std::stop_token& stop,
                                          const std::function<void(int done, int all)>& progressed) {
  const Pictures pictures = picturesIn(from.folder);
  if (const std::optional<Message> problem = folderProblem(from.folder, pictures)) return *problem;
  const int side = from.side > 0 ? from.side : toldSide(pictures);
  const auto all = static_cast<qint64>(pictures.files.size());
  if (all * side * side > kMostPictureBytes)
    return asMessage(
        QObject::tr("The folder “%1” has %2 pictures, more than fit at %3 × %3 pixels. Choose a smaller "
                    "size, or fewer pictures.")
            .arg(QDir(from.folder).dirName())
            .arg(all)
            .arg(side)
            .toStdString());
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(all * side * side));
  for (std::size_t i = 0; i < pictures.files.size(); ++i) {
    if (stop.stop_requested()) return asMessage(QObject::tr("Reading was stopped.").toStdString());
    const Result<QImage> picture = pictureIn(pictures.files[i].path, side);
    if (!picture) return picture.error();
    append(picture.value(), bytes);
    progressed(static_cast<int>(i + 1), static_cast<int>(all));
  }
  return written(from, pictures, side, bytes, into);
}

}  // namespace lightloom::ui
