#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>
#include <map>
#include <string>
#include <vector>

#include "documents/run_ledger.h"
#include "rooms.h"

namespace lightloom::ui {

/// Runs of a ledger as a table. Name, tags and note can be edited in place, the first column says whose
/// curves lie behind those of the present run. Sorts by `kSortRole`.
class RunTable : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    kOverlay,
    kName,
    kTags,
    kTime,
    kState,
    kScore,
    kIdeal,
    kEpochs,
    kEnergy,
    kArea,
    kLight,
    kPhase,
    kNote,
    kColumns
  };
  static constexpr int kSortRole = Qt::UserRole;

  explicit RunTable(QObject* parent = nullptr);

  /// In place of those before; rows that stay keep their place in selections.
  void setEntries(std::vector<RunEntry> entries);
  const std::vector<RunEntry>& entries() const { return m_entries; }
  const RunEntry& entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }
  int rowOf(const std::string& id) const;  ///< −1 where it is not there
  /// Ids of the runs whose curves are wanted, in the order of the table.
  std::vector<std::string> overlays() const;
  /// The place of such a run among them (`RunOverlay`): it keeps it as long as its curves are wanted.
  int placeOf(const std::string& id) const { return m_overlays.at(id); }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 Q_SIGNALS:
  /// The person has said something else of a run; the table waits for `setEntries`.
  void described(const QString& id, const RunWords& words);
  void overlaysChanged();

 private:
  int freePlace() const;
  QString textOf(const RunEntry& entry, int column) const;
  QVariant sortKeyOf(const RunEntry& entry, int column) const;

  std::vector<RunEntry> m_entries;
  std::map<std::string, int> m_overlays;  ///< ids and places
};

/// The rows in which each of some words stands in name, tags or note.
class RunFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit RunFilter(QObject* parent = nullptr);
  void setWords(const QString& words);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  QStringList m_words;
};

}  // namespace lightloom::ui
