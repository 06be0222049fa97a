import com.ibm.icu.text.Normalizer2;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.*;

/**
 * Lucene's answers to queries as a TREC run: BM25 (k1 1.2, b .75) over ICU-folded tokens (NFKC case fold, then without
 * marks, đ as d), any of the words.
 *
 * LuceneRun DOCUMENTS.tsv QUERIES.tsv RUN [QUERIES.tsv RUN]…   documents are "id TAB text", queries "id TAB text"
 */
public class LuceneRun {
  static final Analyzer ANALYZER = new Analyzer() {
    @Override protected TokenStreamComponents createComponents(String field) {
      Tokenizer tokenizer = new StandardTokenizer();
      return new TokenStreamComponents(tokenizer,
          new ASCIIFoldingFilter(new ICUNormalizer2Filter(tokenizer, Normalizer2.getNFKCCasefoldInstance())));
    }
  };

  public static void main(String[] arguments) throws Exception {
    Directory directory = new ByteBuffersDirectory();
    IndexWriterConfig config = new IndexWriterConfig(ANALYZER).setSimilarity(new BM25Similarity(1.2f, 0.75f));
    List<String> ids = new ArrayList<>();
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (String line : Files.readAllLines(Path.of(arguments[0]))) {
        String[] columns = line.split("\t", 2);
        Document document = new Document();
        document.add(new StoredField("id", columns[0]));
        document.add(new TextField("body", columns[1], Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    DirectoryReader reader = DirectoryReader.open(directory);
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
    for (int index = 1; index + 1 < arguments.length; index += 2) {
      try (PrintStream out = new PrintStream(arguments[index + 1], StandardCharsets.UTF_8)) {
        for (String line : Files.readAllLines(Path.of(arguments[index]))) {
          String[] columns = line.split("\t", 2);
          TopDocs found = searcher.search(query(columns[1]), 100);
          int rank = 0;
          for (ScoreDoc hit : found.scoreDocs) {
            String id = searcher.storedFields().document(hit.doc).get("id");
            // trec_eval orders by score: a falling one keeps Lucene's order.
            out.println(columns[0] + " Q0 " + id + " " + (++rank) + " " + (1000 - rank) + " lucene");
          }
        }
      }
    }
  }

  static Query query(String text) throws Exception {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    try (TokenStream tokens = ANALYZER.tokenStream("body", text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken())
        builder.add(new TermQuery(new Term("body", term.toString())), BooleanClause.Occur.SHOULD);
      tokens.end();
    }
    return builder.build();
  }
}
