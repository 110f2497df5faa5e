#include "main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QCoreApplication>
#include <QCursor>
#include <QDockWidget>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QUndoView>
#include <QVBoxLayout>
#include <algorithm>
#include <tuple>
#include <utility>

#include "answers/answers_page.h"
#include "canvas/arrange_menu.h"
#include "canvas/bench_view.h"
#include "canvas/edit_actions.h"
#include "canvas/frame_meter.h"
#include "claims/claims_page.h"
#include "data/data_actions.h"
#include "data/data_files.h"
#include "document/translate.h"
#include "energy/energy_page.h"
#include "explain/explain_window.h"
#include "file_actions.h"
#include "file_guard.h"
#include "inspector/lock_inspector.h"
#include "manual/help_anchor.h"
#include "manual/manual_help.h"
#include "noise/noise_console.h"
#include "page_docks.h"
#include "panels/change_strip.h"
#include "panels/checks_panel.h"
#include "panels/elided_label.h"
#include "panels/guide_card.h"
#include "panels/message_bar.h"
#include "panels/numbers_panel.h"
#include "panels/palette_panel.h"
#include "panels/parameter_form.h"
#include "panels/parameter_row.h"
#include "panels/run_bar.h"
#include "panels/settings_form.h"
#include "panels/template_panel.h"
#include "panels/typing.h"
#include "photons/photon_page.h"
#include "plots/plot_feed.h"
#include "plots/plot_strip.h"
#include "product/product_page.h"
#include "recovery/recovery.h"
#include "runs/run_keeper.h"
#include "runs/run_page.h"
#include "stage/talk_actions.h"
#include "start/start_page.h"
#include "theme/actions.h"
#include "theme/icons.h"
#include "validation/gradient_dialog.h"
#include "validation/validation_dialog.h"
#include "view_actions.h"

namespace lightloom::ui {
namespace {

constexpr char kGeometryKey[] = "window/geometry", kLayoutKey[] = "window/layout",
               kShelfKey[] = "window/shelf";
constexpr int kLayoutVersion = 2;

}  // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent),
      m_selection(m_document),
      m_run(m_document),
      m_pace(m_document, m_run),
      m_comparison(m_document, m_run),
      m_align(m_document),
      m_view(new BenchView(m_document, m_selection)),
      m_files(new FileActions(m_document, m_run, this)),
      m_data(new DataActions(m_document, m_run, *m_files, this)),
      m_edit(new EditActions(*m_view, this)),
      m_viewActions(new ViewActions(*m_view, this)),
      m_help(new ManualHelp(*this, m_document, m_selection)),
      m_runActions(std::make_unique<RunActions>(m_run, m_comparison, this)) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
  auto* centre = new QWidget;
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_view, 1);
  m_fileBar = new MessageBar(centre, QStringLiteral("fileBar"));
  m_messages = new MessageBar(centre, QStringLiteral("messageBar"), m_fileBar);
  m_guard = new FileGuard(m_document, *m_files, *m_fileBar, this);
  setCentralWidget(centre);
  makeDocks();
  makePages();
  makeAlign();
  makeGuide();
  makeTalks();
  makeToolBar();
  makeMenus();
  makeStatusBar();
  makeContextMenu();
  makeStart();
  connectParts();
  refreshTitle();
  m_firstLayout = saveState(kLayoutVersion);
  m_firstShelf = m_shelf->saveState();
  const QSettings settings;
  if (!restoreGeometry(settings.value(QLatin1String(kGeometryKey)).toByteArray())) takeFirstSize();
  restoreState(settings.value(QLatin1String(kLayoutKey)).toByteArray(), kLayoutVersion);
  m_shelf->restoreState(settings.value(QLatin1String(kShelfKey)).toByteArray());
}

void MainWindow::resetLayout() {
  m_pages->forgetHeights();
  restoreState(m_firstLayout, kLayoutVersion);
  m_shelf->restoreState(m_firstShelf);
}

// Small screens are filled; on large ones a little of the desktop stays in sight.
void MainWindow::takeFirstSize() {
  const QSize room = screen()->availableSize();
  resize(room * 0.9);
  if (room.width() < 1600 || room.height() < 900) setWindowState(windowState() | Qt::WindowMaximized);
}

// The undo stack and the scene outlive the panels that listen to them otherwise.
MainWindow::~MainWindow() {
  delete m_keeper;  // writes what waits, and looks at the run for it
  for (QObject* child :
       {static_cast<QObject*>(m_talks), static_cast<QObject*>(m_edit), static_cast<QObject*>(m_tabs),
        static_cast<QObject*>(m_inspector), static_cast<QObject*>(m_noise), static_cast<QObject*>(m_energy),
        static_cast<QObject*>(m_claims), static_cast<QObject*>(m_product), static_cast<QObject*>(m_answers),
        static_cast<QObject*>(m_photons), static_cast<QObject*>(m_runs), static_cast<QObject*>(m_arrange)})
    delete child;
  delete m_view;
}

void MainWindow::makeDocks() {
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  auto* palette = new PalettePanel;
  connect(palette, &PalettePanel::placeRequested, m_view, &BenchView::placeKindInSight);
  m_templates = new TemplatePanel(m_document, m_selection);
  connect(m_templates, &TemplatePanel::placeRequested, m_view, &BenchView::placeParts);
  setHelpAnchor(*m_templates, "first-bench-template");
  m_shelf = new QSplitter(Qt::Vertical);
  m_shelf->setObjectName(QStringLiteral("shelf"));
  m_shelf->addWidget(palette);
  m_shelf->addWidget(m_templates);
  m_shelf->setStretchFactor(0, 3);
  m_shelf->setStretchFactor(1, 1);
  m_shelf->setChildrenCollapsible(false);
  m_shelf->setSizes({300, 104});
  QDockWidget* left =
      makeDock(*this, QStringLiteral("paletteDock"), tr("Parts"), m_shelf, Qt::LeftDockWidgetArea);

  m_form = new ParameterForm(m_document, m_selection);
  m_checks = new ChecksPanel(m_document, m_selection);
  auto* history = new QUndoView(&m_document.undoStack());
  history->setObjectName(QStringLiteral("history"));
  history->setAccessibleName(tr("History of changes"));
  history->setToolTip(tr("Every step; click one to go back or forth to it"));
  history->setEmptyLabel(tr("As opened"));
  history->setFrameShape(QFrame::NoFrame);
  m_tabs = new QTabWidget;
  m_tabs->setObjectName(QStringLiteral("propertyTabs"));
  m_tabs->setAccessibleName(tr("Properties"));
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setExpanding(false);
  m_tabs->setUsesScrollButtons(false);
  m_tabs->addTab(m_form, tr("Part"));
  m_settings = new SettingsForm(m_document, m_run, {m_data->openTable, m_data->openPictures});
  m_tabs->addTab(m_settings, tr("Settings"));
  auto* figures = new NumbersPanel(m_run, m_comparison);
  m_tabs->addTab(figures, tr("Figures"));
  m_tabs->addTab(m_checks, tr("Checks"));
  m_tabs->addTab(history, tr("History"));
  m_tabs->setMinimumWidth(320);
  setHelpAnchor(*figures, "plots-figures");
  setHelpAnchor(*m_checks, "checks");
  setHelpAnchor(*history, "bench-undo");
  auto* changes = new ChangeStrip(m_comparison);
  connect(m_tabs, &QTabWidget::currentChanged, changes,
          [this, changes, figures] { changes->setQuiet(m_tabs->currentWidget() == figures); });
  auto* properties = new QWidget;
  auto* propertiesLayout = new QVBoxLayout(properties);
  propertiesLayout->setContentsMargins(0, 0, 0, 0);
  propertiesLayout->setSpacing(0);
  propertiesLayout->addWidget(m_tabs, 1);
  propertiesLayout->addWidget(changes);
  QDockWidget* right = makeDock(*this, QStringLiteral("propertiesDock"), tr("Properties"), properties,
                                Qt::RightDockWidgetArea);

  m_plots = new PlotStrip;
  m_feed = new PlotFeed(*m_plots, m_document, m_run, m_comparison, this);
  auto* training = new QWidget;
  auto* layout = new QVBoxLayout(training);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* runBar = new RunBar(m_document, m_run, m_pace, *m_runActions);
  setHelpAnchor(*runBar, "training");
  setHelpAnchor(*m_plots, "plots");
  layout->addWidget(runBar);
  layout->addWidget(m_plots, 1);
  QDockWidget* bottom =
      makeDock(*this, QStringLiteral("trainingDock"), tr("Training"), training, Qt::BottomDockWidgetArea);
  m_pages = new PageDocks(*this, *bottom);
  resizeDocks({left, right}, {172, 344}, Qt::Horizontal);
  resizeDocks({bottom}, {236}, Qt::Vertical);
}

// Pages behind the training, in the order of their tabs.
void MainWindow::makePages() {
  m_inspector = new LockInspector(m_document, m_selection, m_run, m_comparison);
  m_pages->add({"locking", tr("Lock inspector"), tr("Loc&k inspector"), Qt::CTRL | Qt::Key_I,
                tr("Watch the lasers lock to their leader")},
               *m_inspector);
  m_noise = new NoiseConsole(m_document, m_run, m_comparison);
  m_pages->add({"noise", tr("Noise"), tr("Nois&e"), Qt::CTRL | Qt::SHIFT | Qt::Key_N,
                tr("Every noise source: its switch, its share, what it costs")},
               *m_noise);
  connect(m_noise, &NoiseConsole::valueChosen, this, &MainWindow::showValue);
  connect(m_noise, &NoiseConsole::problem, this, &MainWindow::showRunProblem);
  m_energy = new EnergyPage(m_document, m_run, m_comparison);
  m_pages->add({"energy", tr("Energy"), tr("Energy"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
                tr("What each operation costs, where the light goes, density and heat")},
               *m_energy);
  connect(m_energy, &EnergyPage::valueChosen, this, &MainWindow::showValue);
  connect(m_energy, &EnergyPage::partChosen, this, [this](const QString& id) {
    m_selection.set({id.toStdString()});
    m_view->showPart(id.toStdString());
  });
  connect(m_energy, &EnergyPage::problem, this, &MainWindow::showRunProblem);
  m_claims = new ClaimsPage(m_document, m_run);
  m_pages->add({"claims", tr("Claims"), tr("Claims"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
                tr("What news and abstracts say, and what this bench gives")},
               *m_claims);
  connect(m_claims, &ClaimsPage::problem, this, &MainWindow::showRunProblem);
  connect(m_claims, &ClaimsPage::benchWanted, this, &MainWindow::openExample);
  m_photons = new PhotonPage(m_document, m_run, m_comparison);
  m_pages->add({"photons", tr("Photons"), tr("&Photons"), Qt::CTRL | Qt::SHIFT | Qt::Key_P,
                tr("How little light the network needs")},
               *m_photons);
  connect(m_photons, &PhotonPage::problem, this, &MainWindow::showRunProblem);
  m_product = new ProductPage(m_document, m_run, *m_view);
  QAction* product =
      m_pages->add({"product", tr("Dot product"), tr("Dot product"), Qt::CTRL | Qt::SHIFT | Qt::Key_D,
                    tr("Watch one output of the network add up, symbol by symbol")},
                   *m_product);
  // The keyboard goes to the page that was asked for: Space and the arrows are its transport.
  connect(product, &QAction::triggered, m_product, [this](bool on) {
    if (on) m_product->setFocus();
  });
  m_answers = new AnswersPage(m_run);
  m_pages->add({"answers", tr("Answers"), tr("Answers"), Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                tr("What the network answers to each sample, and to what you ask it")},
               *m_answers);
  makeRuns();
}

void MainWindow::makeRuns() {
  m_runs = new RunPage(m_document);
  m_pages->add({"runs", tr("Runs"), tr("Runs"), Qt::CTRL | Qt::SHIFT | Qt::Key_R,
                tr("Runs that were kept: what they reached, what it cost, what differs")},
               *m_runs);
  connect(m_runs, &RunPage::problem, this, &MainWindow::showRunProblem);
  connect(m_runs, &RunPage::overlaysChanged, m_feed, &PlotFeed::setOverlays);
  connect(m_runs, &RunPage::openWanted, this, [this](const RunEntry& entry, const QString& path) {
    if (!m_files->maybeSave()) return;
    if (m_keeper) m_keeper->continues(entry.id);
    m_files->openKept(path, fromStd(entry.words.name), fromStd(entry.dataFolder));
  });
  connect(m_runs, &RunPage::weightsWanted, m_files, &FileActions::beginWithWeightsOf);
}

void MainWindow::keepRuns(const RunLedger& ledger) {
  m_keeper = new RunKeeper(m_document, m_run, ledger, this);
  connect(m_keeper, &RunKeeper::kept, m_runs, &RunPage::refresh);
  connect(m_keeper, &RunKeeper::problem, m_messages, &MessageBar::showNote);
  m_runs->setLedger(ledger);
  m_files->setRunKeeper([this] { return m_keeper && m_keeper->keepsAll(); });
}

void MainWindow::showValue(const QString& part, const QString& key) {
  if (findSetting((part + QLatin1Char('.') + key).toStdString())) {
    m_tabs->setCurrentWidget(m_settings);
    return m_settings->focusSetting(part, key);
  }
  m_selection.set({part.toStdString()});
  m_view->showPart(part.toStdString());
  m_tabs->setCurrentWidget(m_form);
  m_form->focusParameter(key);
}

// One action begins and stops it; what it did stands in the message bar.
void MainWindow::makeAlign() {
  m_alignNow = new QAction(tr("A&uto-align"), this);
  m_alignNow->setObjectName(QStringLiteral("autoAlign"));
  m_alignNow->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_L);
  m_alignNow->setIcon(themedIcon(QStringLiteral("align")));
  m_alignNow->setCheckable(true);
  m_alignNow->setToolTip(
      tr("Turn the fine adjusters until the beams meet best: of the selected parts, else of combiner and "
         "synapses "
         "(Ctrl+Shift+L)"));
  connect(m_alignNow, &QAction::triggered, this, [this](bool on) {
    on ? m_align.start(m_selection.ids()) : m_align.stop();
    m_alignNow->setChecked(m_align.isRunning());
  });
  connect(&m_align, &AutoAlign::runningChanged, m_alignNow, &QAction::setChecked);
  connect(&m_align, &AutoAlign::runningChanged, this, [this](bool running) {
    m_alignNow->setText(running ? tr("St&op aligning") : tr("A&uto-align"));
    if (!running) m_messages->clear();
  });
  connect(&m_align, &AutoAlign::progressed, this, [this](double weakest) {
    m_messages->showNote(tr("Aligning: weakest visibility %1. Ctrl+Shift+L stops it and changes nothing.")
                             .arg(QLocale().toString(weakest, 'f', 3)));
  });
  connect(&m_align, &AutoAlign::finished, m_messages, &MessageBar::showNote);
  connect(&m_align, &AutoAlign::problem, this, &MainWindow::showBenchProblem);
}

void MainWindow::makeStart() {
  m_start = new StartPage(m_document, m_run, *m_files, *this);
  setHelpAnchor(*m_start, "tour");
  connect(m_start, &StartPage::placeRequested, m_view, &BenchView::placeParts);
  connect(m_start, &StartPage::placeRequested, m_view, &BenchView::fitAll);
  connect(m_start, &StartPage::left, m_view, qOverload<>(&QWidget::setFocus));
}

void MainWindow::makeGuide() {
  m_arrange = new ArrangeMenu(*m_view, this);
  m_guide = new GuideCard(*m_view);
  m_showGuide = new QAction(tr("Gui&de to a network"), this);
  m_showGuide->setObjectName(QStringLiteral("showGuide"));
  m_showGuide->setToolTip(tr("On the canvas: what a network needs, what is there, and the next part to add"));
  m_showGuide->setCheckable(true);
  m_showGuide->setChecked(m_guide->isWanted());
  connect(m_showGuide, &QAction::toggled, m_guide, &GuideCard::setWanted);
  connect(m_guide, &GuideCard::wantedChanged, m_showGuide, &QAction::setChecked);
  m_addNext = makeAction(this, "addNext", tr("Add what is missing"),
                         tr("Add the part that the bench needs next to be a network, in its place"),
                         {Qt::CTRL | Qt::Key_Return});
  connect(m_addNext, &QAction::triggered, this, [this] {
    m_guide->setWanted(true);
    m_guide->addNext();
  });
}

void MainWindow::makeTalks() {
  const auto frontPage = [this] {
    const std::string page = m_pages->front().toStdString();
    const auto pages = talkPages();
    return std::find(pages.begin(), pages.end(), page) == pages.end() ? std::string() : page;
  };
  m_talks = new TalkActions(m_document, m_run, m_comparison, m_pace, *m_view, frontPage, this);
  connect(m_talks, &TalkActions::problem, m_messages, &MessageBar::showProblem);
  connect(m_talks, &TalkActions::note, m_messages, &MessageBar::showNote);
}

void MainWindow::makeToolBar() {
  QToolBar* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("toolBar"));
  bar->setMovable(false);
  bar->toggleViewAction()->setObjectName(QStringLiteral("toolBarToggle"));
  bar->toggleViewAction()->setToolTip(tr("Show or hide the tools"));
  bar->setIconSize(QSize(20, 20));
  bar->addActions({m_files->create, m_files->open, m_files->save});
  bar->addSeparator();
  bar->addActions({m_edit->undo, m_edit->redo});
  bar->addSeparator();
  bar->addActions({m_edit->turnLeft, m_edit->duplicate, m_edit->remove});
  bar->addSeparator();
  bar->addActions({m_edit->snap, m_viewActions->loupes, m_viewActions->probe, m_viewActions->measure,
                   m_viewActions->anatomy, m_viewActions->fitAll, m_viewActions->zoomOut,
                   m_viewActions->zoomIn});
  bar->addSeparator();
  bar->addAction(m_alignNow);
  bar->addActions(m_pages->actions());
}

void MainWindow::makeMenus() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->setObjectName(QStringLiteral("fileMenu"));
  file->setToolTipsVisible(true);
  m_files->fillMenu(*file, {m_data->openTable, m_data->openPictures});
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  edit->setObjectName(QStringLiteral("editMenu"));
  edit->addActions({m_edit->undo, m_edit->redo});
  edit->addSeparator();
  edit->addActions(
      {m_edit->cut, m_edit->copy, m_edit->paste, m_edit->pasteInPlace, m_edit->duplicate, m_edit->remove});
  edit->addSeparator();
  edit->addActions({m_edit->selectAll, m_edit->deselect, m_edit->selectNext, m_edit->selectPrevious});
  edit->addSeparator();
  edit->addActions({m_edit->turnLeft, m_edit->turnRight, m_edit->rename, m_edit->lock, m_edit->hide,
                    m_edit->showAll, m_edit->keepTemplate, m_edit->snap});
  edit->addSeparator();
  edit->addMenu(m_arrange);
  edit->addAction(m_addNext);
  edit->addAction(m_alignNow);
  QMenu* view = menuBar()->addMenu(tr("&View"));
  view->setObjectName(QStringLiteral("viewMenu"));
  m_viewActions->fillMenu(*view);
  view->addSeparator();
  view->addActions(m_pages->actions());
  view->addAction(m_showGuide);
  QMenu* along = view->addMenu(tr("Plots alon&g"));
  along->setObjectName(QStringLiteral("plotsAlongMenu"));
  along->setToolTipsVisible(true);
  m_plots->fillMenu(*along);
  view->addAction(&m_plots->errorAction());
  for (QDockWidget* child : findChildren<QDockWidget*>())
    if (!m_pages->holds(child)) view->addAction(child->toggleViewAction());
  QAction* resetLayout = view->addAction(tr("Reset layo&ut"));
  resetLayout->setObjectName(QStringLiteral("resetLayout"));
  resetLayout->setToolTip(tr("Put every panel back where it was at first"));
  connect(resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
  QMenu* run = menuBar()->addMenu(tr("&Run"));
  run->setObjectName(QStringLiteral("runMenu"));
  run->addActions({m_runActions->play, m_runActions->step, m_runActions->reset});
  run->addSeparator();
  run->addAction(m_runActions->pin);
  run->addAction(m_files->beginWith);
  run->addSeparator();
  QAction* gradients = run->addAction(tr("Check &gradients…"));
  gradients->setObjectName(QStringLiteral("checkGradients"));
  gradients->setToolTip(
      tr("Back-propagation against central differences, for every encoding and activation"));
  connect(gradients, &QAction::triggered, this, &MainWindow::showGradients);
  QMenu* talk = menuBar()->addMenu(tr("&Talk"));
  talk->setObjectName(QStringLiteral("talkMenu"));
  m_talks->fillMenu(*talk);
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->setObjectName(QStringLiteral("helpMenu"));
  QAction* start = help->addAction(tr("&Start page"));
  start->setObjectName(QStringLiteral("showStart"));
  start->setToolTip(tr("Examples, files of last time, and questions that lead to a bench"));
  connect(start, &QAction::triggered, this, [this] { m_start->open(); });
  help->addAction(&m_help->action());
  QAction* explain =
      makeAction(this, "explain", tr("&Explain"),
                 tr("Formula, source, and what a tenth more or less does: of the number or value you are at"),
                 {Qt::SHIFT | Qt::Key_F1});
  connect(explain, &QAction::triggered, this, &MainWindow::explain);
  help->addAction(explain);
  help->addSeparator();
  QAction* validation = help->addAction(tr("&Validation…"));
  validation->setObjectName(QStringLiteral("showValidation"));
  validation->setToolTip(tr("Published numbers and what this program makes of them"));
  connect(validation, &QAction::triggered, this, &MainWindow::showValidation);
  QAction* about = help->addAction(tr("&About Lightloom"));
  about->setObjectName(QStringLiteral("about"));
  about->setToolTip(tr("What this program is, and its version"));
  connect(about, &QAction::triggered, this, &MainWindow::showAbout);
  // Entries that are on or off have a box that says so, which their pictures would take the place of.
  for (QAction* entry : findChildren<QAction*>())
    if (entry->isCheckable() && entry != m_alignNow) entry->setIconVisibleInMenu(false);
}

void MainWindow::makeStatusBar() {
  m_hover = new ElidedLabel;
  m_hover->setObjectName(QStringLiteral("hoverText"));
  m_hint = new ElidedLabel;
  m_hint->setObjectName(QStringLiteral("hintText"));
  // What is read goes before what could be done.
  m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_zoom = new QComboBox;
  m_zoom->setObjectName(QStringLiteral("zoom"));
  m_zoom->setAccessibleName(tr("Zoom"));
  m_zoom->setToolTip(tr("Zoom; 100 % is true size on this screen"));
  m_zoom->setEditable(true);
  m_zoom->setInsertPolicy(QComboBox::NoInsert);
  for (int percent : {25, 50, 100, 200, 400, 1600}) m_zoom->addItem(tr("%1 %").arg(percent));
  m_zoom->setFixedWidth(96);
  m_zoom->lineEdit()->setObjectName(QStringLiteral("zoomText"));
  m_zoom->lineEdit()->setAccessibleName(tr("Zoom"));
  guardWheel(m_zoom);
  shareUndo(m_zoom->lineEdit());
  connect(m_zoom, &QComboBox::textActivated, this, &MainWindow::typeZoom);
  connect(m_zoom->lineEdit(), &QLineEdit::returnPressed, this, [this] { typeZoom(m_zoom->currentText()); });
  connect(m_view, &BenchView::zoomChanged, this, &MainWindow::refreshZoom);
  connect(m_view, &BenchView::hovered, m_hover, &QLabel::setText);
  connect(m_view, &BenchView::hinted, m_hint, &QLabel::setText);
  statusBar()->addWidget(m_hover);
  statusBar()->addWidget(m_hint, 1);
  auto* meter = new FrameMeter(m_document, *m_view);
  statusBar()->addPermanentWidget(meter);
  connect(m_viewActions->frameMeter, &QAction::toggled, meter, &QWidget::setVisible);
  statusBar()->addPermanentWidget(m_zoom);
  statusBar()->setSizeGripEnabled(false);
  refreshZoom(m_view->zoom());
}

void MainWindow::makeContextMenu() {
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("contextMenu"));
  menu->addActions({m_edit->cut, m_edit->copy, m_edit->paste, m_edit->duplicate, m_edit->remove});
  menu->addSeparator();
  menu->addActions({m_edit->turnLeft, m_edit->turnRight, m_edit->rename, m_edit->lock, m_edit->hide,
                    m_viewActions->fitSelection, m_viewActions->loupeHere});
  m_view->setContextMenu(menu);
}

void MainWindow::connectParts() {
  connect(m_files, &FileActions::problem, m_messages, &MessageBar::showProblem);
  connect(m_files, &FileActions::note, m_messages, &MessageBar::showNote);
  connect(m_files, &FileActions::hindrance, this, &MainWindow::showRunProblem);
  connect(m_data, &DataActions::problem, m_messages, &MessageBar::showProblem);
  connect(m_data, &DataActions::note, m_messages, &MessageBar::showNote);
  connect(m_edit, &EditActions::tablePasted, m_data, &DataActions::choosePasted);
  connect(m_help, &ManualHelp::problem, m_messages, &MessageBar::showProblem);
  connect(m_guard, &FileGuard::problem, m_messages, &MessageBar::showProblem);
  connect(m_edit, &EditActions::problem, this, &MainWindow::showBenchProblem);
  connect(m_view, &BenchView::problem, this, &MainWindow::showBenchProblem);
  connect(&m_run, &RunController::problem, this, &MainWindow::showRunProblem);
  connect(&m_document.undoStack(), &QUndoStack::indexChanged, m_messages, &MessageBar::askAgain);
  connect(&m_run, &RunController::stateChanged, m_messages, &MessageBar::askAgain);
  connect(m_viewActions->loupes, &QAction::toggled, m_messages, &MessageBar::askAgain);
  connect(&m_run, &RunController::noted, m_messages, &MessageBar::showNote);
  m_run.setDropGuard([this] { return m_files->maybeSaveRun(); });
  connect(m_edit, &EditActions::renameRequested, this, [this] {
    m_tabs->setCurrentWidget(m_form);
    m_form->focusName();
  });
  connect(m_templates, &TemplatePanel::problem, m_messages, &MessageBar::showProblem);
  connect(m_templates, &TemplatePanel::note, m_messages, &MessageBar::showNote);
  connect(m_edit, &EditActions::templateRequested, this, [this] {
    bool accepted = false;
    const QString name = QInputDialog::getText(this, tr("Keep as template"), tr("Name of the template"),
                                               QLineEdit::Normal, QString(), &accepted);
    if (accepted) m_templates->keepSelection(name);
  });
  connect(m_view, &BenchView::editMainParameter, this, [this] {
    m_tabs->setCurrentWidget(m_form);
    m_form->focusMainParameter();
  });
  connect(m_view, &BenchView::spaceTapped, &m_run, &RunController::togglePlay);
  connect(m_checks, &ChecksPanel::partChosen, this,
          [this](const QString& id) { m_view->showPart(id.toStdString()); });
  connect(m_checks, &ChecksPanel::alignRequested, this, [this] { m_align.start({}); });
  connect(m_view, &BenchView::checkMarkClicked, this, [this](const QString& id) {
    m_tabs->setCurrentWidget(m_checks);
    m_checks->showPart(id.toStdString());
  });
  connect(m_checks, &ChecksPanel::problemsChanged, this, [this](int problems) {
    m_tabs->setTabText(m_tabs->indexOf(m_checks),
                       problems > 0 ? tr("Checks (%1)").arg(problems) : tr("Checks"));
  });
  connect(m_feed, &PlotFeed::problem, m_messages, &MessageBar::showProblem);
  connect(m_feed, &PlotFeed::note, m_messages, &MessageBar::showNote);
  connect(m_feed, &PlotFeed::partsChosen, m_view, &BenchView::chooseParts);
  connect(&m_comparison, &Comparison::referenceChanged, this, [this] {
    m_view->benchScene().setReference(
        m_comparison.isPinned() ? std::optional(m_comparison.reference()->bench->design) : std::nullopt);
  });
  connect(&m_document, &Document::fileChanged, this, &MainWindow::refreshTitle);
  connect(&m_document, &Document::opened, m_messages, &MessageBar::clear);
  connect(&m_document, &Document::opened, m_fileBar, &MessageBar::clear);
  connect(&m_document, &Document::modifiedChanged, this, &QWidget::setWindowModified);
}

// Why something cannot be done on the bench is true as long as the design is as it is, and the loupes are
// shown or hidden as they are.
void MainWindow::showBenchProblem(const QString& text) {
  const auto situation = [this] {
    return std::pair(m_document.undoStack().index(), m_view->benchScene().loupesShown());
  };
  m_messages->showProblemWhile(text, [situation, then = situation()] { return situation() == then; });
}

// Why something cannot be trained or measured: as long as design, data and run are as they are.
void MainWindow::showRunProblem(const QString& text) {
  const auto situation = [this] {
    return std::tuple(m_document.undoStack().index(), m_run.data().get(), m_run.runNumber());
  };
  m_messages->showProblemWhile(text, [situation, then = situation()] { return situation() == then; });
}

void MainWindow::refreshTitle() {
  setWindowTitle((m_document.isReadOnly() ? tr("%1[*] [read-only] — Lightloom") : tr("%1[*] — Lightloom"))
                     .arg(m_document.displayName()));
  setWindowFilePath(m_document.filePath());
  setWindowModified(m_document.isModified());
}

void MainWindow::refreshZoom(double zoom) {
  m_zoom->setEditText(tr("%1 %").arg(qRound(zoom * 100)));
}

void MainWindow::typeZoom(const QString& text) {
  bool number = false;
  const double percent = QString(text).remove(QLatin1Char('%')).trimmed().toDouble(&number);
  if (number && percent > 0)
    m_view->setZoom(percent / 100);
  else
    refreshZoom(m_view->zoom());
}

void MainWindow::protectWork(const QString& folder) {
  m_recovery = new Recovery(m_document, m_run, *m_files, folder, this);
  connect(m_recovery, &Recovery::problem, m_messages, &MessageBar::showProblem);
  connect(m_recovery, &Recovery::note, m_messages, &MessageBar::showNote);
  m_files->addRecovery(m_recovery->action());
  m_recovery->offer();
}

QString MainWindow::messageText() const {
  return m_messages->text();
}

QString MainWindow::fileMessageText() const {
  return m_fileBar->text();
}

bool MainWindow::openPath(const QString& path) {
  return m_files->openPath(path);
}

void MainWindow::openExample(const QString& path) {
  if (m_files->maybeSave() && openPath(path)) activateWindow();
}

void MainWindow::setTheme(ThemeChoice choice) {
  m_viewActions->setTheme(choice);
}

void MainWindow::showAbout() {
  QMessageBox::about(this, tr("About Lightloom"),
                     tr("<h3>Lightloom %1</h3><p>Lay out a coherent VCSEL neural network on a true-scale "
                        "optical bench, and watch it "
                        "learn.</p><p>Wheel: zoom. Middle button or Space: pan. R: rotate. F5: train.</p>")
                         .arg(QCoreApplication::applicationVersion()));
}

void MainWindow::showValidation() {
  if (!m_validation) {
    m_validation = new ValidationDialog(this);
    setHelpAnchor(*m_validation, "validation");
    connect(m_validation, &ValidationDialog::problem, m_messages, &MessageBar::showProblem);
    connect(m_validation, &ValidationDialog::benchWanted, this, &MainWindow::openExample);
  }
  m_validation->show();
  m_validation->raise();
  m_validation->activateWindow();
}

void MainWindow::showGradients() {
  if (!m_gradients) {
    m_gradients = new GradientDialog(m_document, m_run, this);
    setHelpAnchor(*m_gradients, "training-trouble");
  }
  m_gradients->show();
  m_gradients->raise();
  m_gradients->activateWindow();
}

// What has the keyboard, else what is under the pointer, else the selected part.
void MainWindow::explain() {
  if (!m_explain) {
    m_explain = new ExplainWindow(m_document, m_selection, m_run, this);
    setHelpAnchor(*m_explain, "plots-explain");
    connect(m_explain, &ExplainWindow::valueChosen, this, &MainWindow::showValue);
    connect(m_explain, &ExplainWindow::partsChosen, m_view, &BenchView::chooseParts);
    connect(m_explain, &ExplainWindow::manualWanted, m_help, &ManualHelp::open);
  }
  Asked asked = explainedBy(QApplication::focusWidget());
  if (asked.what == Asked::What::Nothing) asked = explainedBy(QApplication::widgetAt(QCursor::pos()));
  m_explain->ask(asked);
  m_explain->show();
  m_explain->raise();
  m_explain->activateWindow();
}

// A stage that stayed would keep the program alive without a window.
void MainWindow::closeEvent(QCloseEvent* event) {
  m_talks->leave();
  if (!m_files->maybeSave()) return event->ignore();
  if (m_keeper) m_keeper->finish();
  if (m_recovery) m_recovery->autosave().giveUp();
  QSettings settings;
  settings.setValue(QLatin1String(kGeometryKey), saveGeometry());
  settings.setValue(QLatin1String(kLayoutKey), saveState(kLayoutVersion));
  settings.setValue(QLatin1String(kShelfKey), m_shelf->saveState());
  event->accept();
}

bool MainWindow::event(QEvent* event) {
  if (event->type() == QEvent::WindowActivate) m_guard->look();
  return QMainWindow::event(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.isEmpty() || !urls.front().isLocalFile()) return;
  const QString path = urls.front().toLocalFile();
  if (isDataPath(path))
    m_data->choose(path);
  else if (m_files->maybeSave())
    openPath(path);
  event->acceptProposedAction();
}

}  // namespace lightloom::ui
