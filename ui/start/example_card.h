#pragma once

#include <QAbstractButton>

#include "documents/example_list.h"
#include "rooms.h"

class QPushButton;

namespace lightloom::ui {

class ExamplePictures;

/// An example to open: picture of its bench, title, what happens on it and what it teaches. A press opens it,
/// the button on it opens it and trains.
class ExampleCard : public QAbstractButton {
  Q_OBJECT

 public:
  enum class Shape {
    Tall,  ///< picture above words
    Wide   ///< a row: picture beside words
  };

  ExampleCard(const ExampleEntry& example, ExamplePictures& pictures, Shape shape, QWidget* parent = nullptr);

  const QString& path() const { return m_path; }
  QPushButton& trainButton() const { return *m_train; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Places {
    QRect picture, title, sentence, teaches, foot;
    int height = 0;
  };
  Places placesFor(int width) const;
  QFont titleFont() const;

  ExampleEntry m_example;
  ExamplePictures& m_pictures;
  Shape m_shape;
  QString m_path, m_title, m_sentence, m_teaches, m_foot;
  QPushButton* m_train;
};

}  // namespace lightloom::ui
