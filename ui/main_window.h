#pragma once

#include <QMainWindow>
#include <memory>

#include "document/auto_align.h"
#include "document/comparison.h"
#include "document/document.h"
#include "document/pace_choice.h"
#include "document/run_controller.h"
#include "document/selection.h"
#include "documents/run_ledger.h"
#include "rooms.h"
#include "theme/theme.h"

class QComboBox;
class QLabel;
class QSplitter;
class QTabWidget;

namespace lightloom::ui {

class AnswersPage;
class ArrangeMenu;
class BenchView;
class ChecksPanel;
class DataActions;
class EditActions;
class ClaimsPage;
class EnergyPage;
class ExplainWindow;
class FileActions;
class FileGuard;
class GradientDialog;
class GuideCard;
class LockInspector;
class ManualHelp;
class MessageBar;
class NoiseConsole;
class PageDocks;
class ParameterForm;
class PhotonPage;
class PlotFeed;
class PlotStrip;
class ProductPage;
class Recovery;
class RunKeeper;
class RunPage;
class SettingsForm;
class StartPage;
class TalkActions;
class TemplatePanel;
class ValidationDialog;
class ViewActions;
struct RunActions;

/// The window: puts canvas, panels, plots and actions together. What they do is theirs.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  Document& document() { return m_document; }
  Selection& selection() { return m_selection; }
  RunController& run() { return m_run; }
  Comparison& comparison() { return m_comparison; }
  BenchView& view() { return *m_view; }
  PlotStrip& plots() { return *m_plots; }
  PlotFeed& feed() { return *m_feed; }
  LockInspector& inspector() { return *m_inspector; }
  PhotonPage& photons() { return *m_photons; }
  ProductPage& product() { return *m_product; }
  AnswersPage& answers() { return *m_answers; }
  NoiseConsole& noise() { return *m_noise; }
  EnergyPage& energy() { return *m_energy; }
  ClaimsPage& claims() { return *m_claims; }
  /// Keeps unsaved work below `folder` from now on, and offers what is left there. Windows of tests keep
  /// none.
  void protectWork(const QString& folder);
  Recovery* recovery() { return m_recovery; }  ///< null without `protectWork`
  /// Keeps runs in this ledger from now on, and shows what is there. Windows of tests keep none.
  void keepRuns(const RunLedger& ledger);
  RunPage& runs() { return *m_runs; }
  const PaceChoice& pace() const { return m_pace; }
  StartPage& start() { return *m_start; }
  QString messageText() const;
  QString fileMessageText() const;
  /// Opens a design; on failure the window stays as it was and says why.
  bool openPath(const QString& path);
  void setTheme(ThemeChoice choice);
  DataActions& data() { return *m_data; }
  TalkActions& talks() { return *m_talks; }
  /// The manual, and F1.
  ManualHelp& help() { return *m_help; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  bool event(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void takeFirstSize();
  void resetLayout();
  void makeDocks();
  void makePages();
  void makeRuns();
  void showValue(const QString& part, const QString& key);
  void makeMenus();
  void makeToolBar();
  void makeStatusBar();
  void makeContextMenu();
  void makeAlign();
  void makeStart();
  void makeGuide();
  void makeTalks();
  void connectParts();
  void showBenchProblem(const QString& text);
  void showRunProblem(const QString& text);
  void refreshTitle();
  void refreshZoom(double zoom);
  void typeZoom(const QString& text);
  void showAbout();
  void openExample(const QString& path);
  void showValidation();
  void showGradients();
  void explain();

  Document m_document;
  Selection m_selection;
  RunController m_run;
  PaceChoice m_pace;
  Comparison m_comparison;
  AutoAlign m_align;
  BenchView* m_view;
  MessageBar* m_fileBar = nullptr;  ///< what others did to the file
  MessageBar* m_messages = nullptr;
  FileActions* m_files;
  DataActions* m_data;
  FileGuard* m_guard = nullptr;
  Recovery* m_recovery = nullptr;
  EditActions* m_edit;
  ViewActions* m_viewActions;
  ManualHelp* m_help;
  std::unique_ptr<RunActions> m_runActions;
  PlotStrip* m_plots = nullptr;
  ParameterForm* m_form = nullptr;
  SettingsForm* m_settings = nullptr;
  TemplatePanel* m_templates = nullptr;
  LockInspector* m_inspector = nullptr;
  PageDocks* m_pages = nullptr;
  NoiseConsole* m_noise = nullptr;
  EnergyPage* m_energy = nullptr;
  ClaimsPage* m_claims = nullptr;
  PhotonPage* m_photons = nullptr;
  ProductPage* m_product = nullptr;
  AnswersPage* m_answers = nullptr;
  RunPage* m_runs = nullptr;
  StartPage* m_start = nullptr;
  PlotFeed* m_feed = nullptr;
  RunKeeper* m_keeper = nullptr;  ///< null without `keepRuns`
  TalkActions* m_talks = nullptr;
  QAction* m_alignNow = nullptr;
  ArrangeMenu* m_arrange = nullptr;
  GuideCard* m_guide = nullptr;
  QAction* m_showGuide = nullptr;
  QAction* m_addNext = nullptr;
  ChecksPanel* m_checks = nullptr;
  QTabWidget* m_tabs = nullptr;
  // Made when they are asked for.
  ValidationDialog* m_validation = nullptr;
  GradientDialog* m_gradients = nullptr;
  ExplainWindow* m_explain = nullptr;
  QLabel* m_hover = nullptr;
  QLabel* m_hint = nullptr;
  QComboBox* m_zoom = nullptr;
  QSplitter* m_shelf = nullptr;  ///< parts above templates
  QByteArray m_firstLayout, m_firstShelf;
};

}  // namespace lightloom::ui
