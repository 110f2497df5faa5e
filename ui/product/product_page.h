#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "document/selection.h"
#include "panels/page.h"
#include "product/product_loader.h"
#include "product/slot_clock.h"
#include "rooms.h"

class QAction;
class QComboBox;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QToolBar;

namespace lightloom::ui {

class BenchView;
class ChainView;
class Document;
class LayerPath;
class PixelView;
class RunController;
class SlotStrip;
class SourceList;

/// The page on which one output of the network can be watched symbol by symbol: its slots as a strip, the
/// chain of each symbol, the fields on its pixels, the reading as it climbs, with the noise sources in one's
/// hand; and the same light under way on the canvas. Everything that is shown follows from one answer of the
/// loader and the position of the clock. Hidden it computes nothing, and there is no light under way.
class ProductPage : public Page {
  Q_OBJECT

 public:
  ProductPage(Document& document, RunController& run, BenchView& view, QWidget* parent = nullptr);
  ~ProductPage() override;

  /// Which output is asked for; what is shown may still be another one.
  const ProductPlace& place() const { return m_place; }
  void setPlace(const ProductPlace& place);
  /// What is shown; null before the first answer.
  const std::shared_ptr<const SeenProduct>& seen() const { return m_seen; }
  SlotClock& clock() { return m_clock; }
  SourceList& sources() { return *m_sources; }
  SlotStrip& strip() { return *m_strip; }
  LayerPath& path() { return *m_path; }
  /// Why there is nothing to see; empty where there is.
  QString sentence() const;
  /// What stands above the strip, without emphasis.
  QString numbers() const;
  /// Another way to answer, for tests of slow machines. Before the first request.
  void setWork(ProductLoader::Work work);

 protected:
  void refreshActive() override;
  void applyColours() override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QToolBar* makeToolBar();
  void makeChooser(QToolBar& bar);
  void makeTransport(QToolBar& bar);
  QWidget* makeSide();
  QAction* add(QToolBar& bar, const char* name, const QString& text, const QString& tip, const char* icon);
  void askForRun();
  void takeRun(const std::shared_ptr<const RunSnapshot>& run);
  void refreshChooser();
  void forget();
  void showProduct(std::shared_ptr<const SeenProduct> product);
  void take(const Result<std::shared_ptr<const SeenProduct>>& answer);
  void request();
  void poll();
  void showMoment();
  void refreshWords();
  void toSource(int slot);
  void toAnswer();
  void takePick(const LaserChoice& at);

  Document& m_document;
  RunController& m_run;
  BenchView& m_view;
  std::unique_ptr<ProductLoader> m_loader;
  SlotClock m_clock;
  QTimer m_poll;
  QElapsedTimer m_sinceRun;
  std::shared_ptr<const RunSnapshot> m_snapshot;
  std::shared_ptr<const Dataset> m_data;
  std::shared_ptr<const SeenProduct> m_seen;
  ProductPlace m_place;
  std::vector<ProductPlace> m_trail;  ///< neurons whose inputs were followed
  std::optional<int> m_arrival;       ///< slots that are over when the next answer comes
  QString m_trouble;
  std::uint64_t m_steps = 0, m_generation = 0;
  bool m_due = true, m_filling = false;

  QComboBox* m_layer = nullptr;
  QSpinBox* m_neuron = nullptr;
  QSpinBox* m_sample = nullptr;
  QComboBox* m_pace = nullptr;
  QAction* m_play = nullptr;
  QAction* m_follow = nullptr;
  QAction* m_answer = nullptr;
  QAction* m_asOnBench = nullptr;
  QLabel* m_numbers;
  QLabel* m_sentence;
  QStackedWidget* m_pages;
  SlotStrip* m_strip;
  PixelView* m_pixels;
  ChainView* m_chain;
  SourceList* m_sources;
  LayerPath* m_path;
};

}  // namespace lightloom::ui
