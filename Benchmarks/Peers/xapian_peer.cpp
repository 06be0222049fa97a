// Xapian as an engine of the comparison, mode A; ../README.md describes the protocol.
//
//   xapian_peer index CORPUS OUT THREADS REPORT MODE
//   xapian_peer search INDEX QUERIES OUT MODE OPERATIONS BUDGET WARM PASSES DUMP

#include <xapian.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::string part;
  std::istringstream stream(text);
  while (std::getline(stream, part, separator)) parts.push_back(part);
  return parts;
}

int index(const std::string &corpus, const std::string &out, const std::string &report) {
  const std::string parts = out + ".parts";
  double start = now();
  long count = 0;
  {
    Xapian::WritableDatabase database(parts, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS);
    std::ifstream file(corpus);
    std::string line;
    while (std::getline(file, line)) {
      size_t tab = line.find('\t');
      Xapian::Document document;
      document.set_data(line.substr(0, tab));
      Xapian::termpos position = 0;
      size_t place = tab + 1;
      while (place < line.size()) {
        size_t end = line.find(' ', place);
        if (end == std::string::npos) end = line.size();
        // Xapian's longest term has 245 bytes.
        if (end > place && end - place < 245) document.add_posting(line.substr(place, end - place), ++position);
        place = end + 1;
      }
      database.add_document(document);
      if (++count % 50000 == 0) database.commit();
    }
    database.commit();
  }
  double added = now();
  Xapian::Database(parts).compact(out, Xapian::Compactor::FULLER | Xapian::DBCOMPACT_NO_RENUMBER);
  std::filesystem::remove_all(parts);
  double merged = now();
  long bytes = 0;
  for (const auto &entry : std::filesystem::directory_iterator(out)) bytes += entry.file_size();
  std::ofstream(report) << "{\"version\":\"Xapian " << Xapian::version_string() << "\",\"docs\":" << count
                        << ",\"add_s\":" << added - start << ",\"merge_s\":" << merged - added
                        << ",\"bytes\":" << bytes << "}\n";
  return 0;
}

struct Line {
  std::vector<std::string> distinct, ordered;
};

Xapian::Query query(const std::string &verb, const Line &line) {
  if (verb == "phrase") {
    return Xapian::Query(Xapian::Query::OP_PHRASE, line.ordered.begin(), line.ordered.end(), line.ordered.size());
  }
  auto operation = verb == "and" ? Xapian::Query::OP_AND : Xapian::Query::OP_OR;
  return Xapian::Query(operation, line.distinct.begin(), line.distinct.end());
}

std::string run(Xapian::Enquire &enquire, Xapian::Database &database, const std::string &operation,
                const std::vector<Line> &lines, double budget, double warm, int passes, size_t dump) {
  bool counts = operation.rfind("count_", 0) == 0;
  size_t digits = operation.find_first_of("0123456789");
  std::string verb = counts ? operation.substr(6) : operation.substr(0, digits);
  int limit = counts ? 0 : std::stoi(operation.substr(digits));
  std::vector<Xapian::Query> queries;
  for (const Line &line : lines)
    if (verb != "phrase" || line.ordered.size() > 1) queries.push_back(query(verb, line));
  if (queries.empty()) return "";
  auto execute = [&](const Xapian::Query &query) {
    enquire.set_query(query);
    // An exact count makes Xapian look at every match.
    return enquire.get_mset(0, limit, counts ? database.get_doccount() : 0);
  };
  size_t count = queries.size();
  int warm_passes = 0;
  double start = now();
  do {
    size_t i = 0;
    while (i < count) {
      execute(queries[i++]);
      if (warm_passes == 0 && now() - start > budget) break;
    }
    if (warm_passes == 0) count = i;
    warm_passes++;
  } while (now() - start < warm);
  std::ostringstream out;
  out << "{\"n\":" << count << ",\"warm_passes\":" << warm_passes << ",\"ns\":[";
  for (int pass = 0; pass < passes; pass++) {
    out << (pass ? ",[" : "[");
    for (size_t i = 0; i < count; i++) {
      double before = now();
      execute(queries[i]);
      out << (i ? "," : "") << long((now() - before) * 1e9);
    }
    out << "]";
  }
  out << "],\"counts\":[";
  std::ostringstream tops;
  for (size_t i = 0; i < std::min(count, dump); i++) {
    enquire.set_query(queries[i]);
    out << (i ? "," : "") << enquire.get_mset(0, 0, database.get_doccount()).get_matches_estimated();
    tops << (i ? ",[" : "[");
    if (!counts) {
      Xapian::MSet hits = execute(queries[i]);
      bool first = true;
      for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        tops << (first ? "[" : ",[") << hit.get_document().get_data() << "," << hit.get_weight() << "]";
        first = false;
      }
    }
    tops << "]";
  }
  out << "],\"top\":[" << tops.str() << "]}";
  return out.str();
}

int search(char **arguments) {
  Xapian::Database database(arguments[2]);
  Xapian::Enquire enquire(database);
  enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.75, 0));
  std::vector<std::pair<std::string, std::vector<Line>>> sets;
  std::ifstream file(arguments[3]);
  std::string text;
  while (std::getline(file, text)) {
    auto columns = split(text, '\t');
    if (sets.empty() || sets.back().first != columns[0]) sets.push_back({columns[0], {}});
    sets.back().second.push_back({split(columns[1], ' '), split(columns[2], ' ')});
  }
  std::ofstream out(arguments[4]);
  out << "{\"sets\":{";
  bool first = true;
  for (const auto &[name, lines] : sets) {
    out << (first ? "\"" : ",\"") << name << "\":{";
    first = false;
    bool first_operation = true;
    for (const auto &operation : split(arguments[6], ',')) {
      std::string result = run(enquire, database, operation, lines, std::stod(arguments[7]), std::stod(arguments[8]),
                               std::stoi(arguments[9]), std::stoul(arguments[10]));
      if (result.empty()) continue;
      out << (first_operation ? "\"" : ",\"") << operation << "\":" << result;
      first_operation = false;
    }
    out << "}";
  }
  out << "}}\n";
  return 0;
}

}  // namespace

int main(int count, char **arguments) {
  try {
    std::string command = count > 1 ? arguments[1] : "";
    if (command == "index" && count == 7) return index(arguments[2], arguments[3], arguments[5]);
    if (command == "search" && count == 11) return search(arguments);
    std::cerr << "usage: xapian_peer index CORPUS OUT THREADS REPORT MODE\n"
                 "       xapian_peer search INDEX QUERIES OUT MODE OPS BUDGET WARM PASSES DUMP\n";
    return 64;
  } catch (const Xapian::Error &error) {
    std::cerr << "xapian_peer: " << error.get_description() << "\n";
    return 1;
  }
}
