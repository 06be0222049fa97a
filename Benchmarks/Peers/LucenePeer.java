import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene as an engine of the comparison; ../README.md describes the protocol.
 *
 * <pre>
 * LucenePeer index CORPUS OUT THREADS REPORT MODE
 * LucenePeer search INDEX QUERIES OUT MODE OPERATIONS BUDGET WARM PASSES DUMP
 * </pre>
 */
public final class LucenePeer {
  private static final String FIELD = "text";

  /** Composes what is decomposed, so that ASCIIFoldingFilter knows the letters. */
  private static final class ComposingFilter extends TokenFilter {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    ComposingFilter(TokenStream input) { super(input); }

    @Override public boolean incrementToken() throws IOException {
      if (!input.incrementToken()) return false;
      if (!Normalizer.isNormalized(term, Normalizer.Form.NFKC)) {
        String composed = Normalizer.normalize(term, Normalizer.Form.NFKC);
        term.setEmpty().append(composed);
      }
      return true;
    }
  }

  private static Analyzer analyzer(String mode) {
    return new Analyzer() {
      @Override protected TokenStreamComponents createComponents(String field) {
        if (mode.equals("A")) return new TokenStreamComponents(new WhitespaceTokenizer());
        Tokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(new ComposingFilter(words))));
      }
    };
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("index")) index(arguments); else new LucenePeer(arguments).search();
  }

  private static void index(String[] arguments) throws Exception {
    String out = arguments[2];
    int threads = Integer.parseInt(arguments[3]);
    String mode = arguments[5];
    IndexWriterConfig config = new IndexWriterConfig(analyzer(mode));
    config.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    config.setRAMBufferSizeMB(1024);
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    type.setTokenized(true);
    type.freeze();
    AtomicInteger count = new AtomicInteger();
    long start = System.nanoTime();
    long added;
    try (Directory directory = new MMapDirectory(Path.of(out)); IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader reader = Files.newBufferedReader(Path.of(arguments[1]), StandardCharsets.UTF_8)) {
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Thread worker = new Thread(() -> {
          try {
            while (true) {
              String line;
              synchronized (reader) { line = reader.readLine(); }
              if (line == null) return;
              int tab = line.indexOf('\t');
              Document document = new Document();
              document.add(new NumericDocValuesField("n", Long.parseLong(line, 0, tab, 10)));
              document.add(new Field(FIELD, line.substring(tab + 1), type));
              writer.addDocument(document);
              count.incrementAndGet();
            }
          } catch (IOException error) { throw new IllegalStateException(error); }
        });
        worker.start();
        workers.add(worker);
      }
      for (Thread worker : workers) worker.join();
      writer.commit();
      added = System.nanoTime();
      writer.forceMerge(1);
      writer.commit();
    }
    long end = System.nanoTime();
    long bytes = 0;
    try (var files = Files.list(Path.of(out))) { for (Path file : (Iterable<Path>) files::iterator) bytes += Files.size(file); }
    Files.writeString(Path.of(arguments[4]), String.format(
        "{\"version\":\"Lucene %s, Java %s\",\"docs\":%d,\"add_s\":%.3f,\"merge_s\":%.3f,\"bytes\":%d}\n",
        Version.LATEST, System.getProperty("java.version"), count.get(), (added - start) / 1e9, (end - added) / 1e9, bytes));
  }

  private record Line(String[] distinct, String[] ordered, String raw) {}

  private final String[] arguments;
  private final boolean raw;
  private final Analyzer analyzer;
  private final IndexSearcher searcher;

  private LucenePeer(String[] arguments) throws Exception {
    this.arguments = arguments;
    raw = !arguments[4].equals("A");
    analyzer = analyzer(arguments[4]);
    searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(Path.of(arguments[1]))));
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    searcher.setQueryCache(null);
  }

  private void search() throws Exception {
    Map<String, List<Line>> sets = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[2]))) {
      String[] columns = line.split("\t", -1);
      sets.computeIfAbsent(columns[0], name -> new ArrayList<>())
          .add(new Line(columns[1].split(" "), columns[2].split(" "), columns[3]));
    }
    StringJoiner all = new StringJoiner(",", "{\"sets\":{", "}}\n");
    for (var set : sets.entrySet()) {
      StringJoiner results = new StringJoiner(",", "\"" + set.getKey() + "\":{", "}");
      for (String operation : arguments[5].split(",")) {
        String result = run(operation, set.getValue());
        if (result != null) results.add("\"" + operation + "\":" + result);
      }
      all.add(results.toString());
    }
    Files.writeString(Path.of(arguments[3]), all.toString());
  }

  private Query query(String verb, Line line) throws IOException {
    String[] ordered = line.ordered;
    String[] distinct = line.distinct;
    if (raw) {
      ordered = analyze(line.raw);
      distinct = new LinkedHashSet<>(List.of(ordered)).toArray(new String[0]);
    }
    if (verb.equals("phrase")) return new PhraseQuery(FIELD, ordered);
    if (distinct.length == 1) return new TermQuery(new Term(FIELD, distinct[0]));
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    BooleanClause.Occur occur = verb.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
    for (String term : distinct) builder.add(new TermQuery(new Term(FIELD, term)), occur);
    return builder.build();
  }

  private String[] analyze(String text) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream(FIELD, text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) tokens.add(term.toString());
      stream.end();
    }
    return tokens.toArray(new String[0]);
  }

  private Object execute(Query query, int limit, boolean counts) throws IOException {
    if (counts) return searcher.count(query);
    // A threshold of `limit` lets Lucene prune from the first full heap on: its fastest setting.
    return searcher.search(query, new TopScoreDocCollectorManager(limit, null, limit));
  }

  private String run(String operation, List<Line> lines) throws IOException {
    boolean counts = operation.startsWith("count_");
    String verb = counts ? operation.substring(6) : operation.replaceAll("[0-9]+$", "");
    int limit = counts ? 0 : Integer.parseInt(operation.replaceAll("^[a-z]+", ""));
    double budget = Double.parseDouble(arguments[6]);
    double warm = Double.parseDouble(arguments[7]);
    int passes = Integer.parseInt(arguments[8]);
    int dump = Integer.parseInt(arguments[9]);
    List<Line> wanted = new ArrayList<>();
    for (Line line : lines) if (!verb.equals("phrase") || line.ordered.length > 1) wanted.add(line);
    if (wanted.isEmpty()) return null;
    List<Query> queries = new ArrayList<>();
    for (Line line : wanted) queries.add(query(verb, line));

    int count = queries.size();
    int warmPasses = 0;
    long start = System.nanoTime();
    do {
      int index = 0;
      while (index < count) {
        execute(raw ? query(verb, wanted.get(index)) : queries.get(index), limit, counts);
        index++;
        if (warmPasses == 0 && (System.nanoTime() - start) / 1e9 > budget) break;
      }
      if (warmPasses == 0) count = index;
      warmPasses++;
    } while ((System.nanoTime() - start) / 1e9 < warm);

    StringJoiner times = new StringJoiner(",", "[", "]");
    for (int pass = 0; pass < passes; pass++) {
      StringJoiner row = new StringJoiner(",", "[", "]");
      for (int index = 0; index < count; index++) {
        long before = System.nanoTime();
        execute(raw ? query(verb, wanted.get(index)) : queries.get(index), limit, counts);
        row.add(Long.toString(System.nanoTime() - before));
      }
      times.add(row.toString());
    }
    StringJoiner totals = new StringJoiner(",", "[", "]");
    StringJoiner tops = new StringJoiner(",", "[", "]");
    for (int index = 0; index < Math.min(count, dump); index++) {
      totals.add(Integer.toString(searcher.count(queries.get(index))));
      StringJoiner hits = new StringJoiner(",", "[", "]");
      if (!counts) {
        for (ScoreDoc hit : ((TopDocs) execute(queries.get(index), limit, false)).scoreDocs) {
          hits.add("[" + number(hit.doc) + "," + hit.score + "]");
        }
      }
      tops.add(hits.toString());
    }
    return "{\"n\":" + count + ",\"warm_passes\":" + warmPasses + ",\"ns\":" + times + ",\"counts\":" + totals
        + ",\"top\":" + tops + "}";
  }

  private long number(int document) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
    NumericDocValues values = leaf.reader().getNumericDocValues("n");
    return values.advanceExact(document - leaf.docBase) ? values.longValue() : -1;
  }
}
