package bzh.vigie.collector.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** Writes one slice. Not thread-safe. */
final class SliceWriter {
    private static final FieldType TERMS = new FieldType();

    static {
        TERMS.setIndexOptions(IndexOptions.DOCS);
        TERMS.setOmitNorms(true);
        TERMS.setTokenized(true);
        TERMS.freeze();
    }

    private final ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    private final IndexWriter writer;
    private final EventForm form = new EventForm();
    private final TermStream terms = new TermStream();
    private final WordTerms words = new WordTerms();
    private final Document document = new Document();
    private final StringField id = new StringField(Fields.ID, "", Field.Store.NO);
    private final SortedNumericDocValuesField received = new SortedNumericDocValuesField(Fields.RECEIVED, 0);
    private final StringField held = new StringField(Fields.HELD, "", Field.Store.NO);
    private final StoredField event = new StoredField(Fields.EVENT, new byte[0]);
    private final Map<String, String> positions;
    private boolean changed;

    SliceWriter(Path folder, double ramMegabytes) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig();
        config.setRAMBufferSizeMB(ramMegabytes);
        // Closing must not make events durable without their position.
        config.setCommitOnClose(false);
        // One merge at a time: the second core is for what comes in.
        merges.setMaxMergesAndThreads(3, 1);
        config.setMergeScheduler(merges);
        TieredMergePolicy policy = new TieredMergePolicy();
        policy.setSegmentsPerTier(20);
        // What is removed gives its room back.
        policy.setForceMergeDeletesPctAllowed(0);
        config.setMergePolicy(policy);
        writer = new IndexWriter(FSDirectory.open(folder), config);
        positions = new HashMap<>();
        Iterable<Map.Entry<String, String>> committed = writer.getLiveCommitData();
        if (committed != null) {
            committed.forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
        }
        document.add(id);
        document.add(received);
        document.add(held);
        document.add(event);
        document.add(new Field(Fields.TERMS, terms, TERMS));
        document.add(new Field(WordTerms.FIELD, words, TERMS));
    }

    void add(EventForm.Content content) throws IOException {
        id.setStringValue(content.id());
        received.setLongValue(Fields.micros(content.received()));
        BytesRef bytes = form.encode(content);
        event.setBytesValue(bytes);
        held.setStringValue(HeldTerm.of(content, bytes.length));
        terms.fill(content);
        words.fill(content);
        writer.updateDocument(new Term(Fields.ID, content.id()), document);
        changed = true;
    }

    /** Removes these and gives their room back, which writes the rest of the slice anew: takes long. Thread-safe. */
    void remove(Query which) throws IOException {
        writer.deleteDocuments(which);
        writer.forceMergeDeletes();
        // It passes over a segment that is being merged already since so much of it was removed.
        merges.sync();
    }

    boolean changed() {
        return changed;
    }

    /** Makes what was added durable, without saying a new position. */
    void commit() throws IOException {
        writer.commit();
        changed = false;
    }

    /** Makes what was added durable together with this position. */
    void commit(String log, long position) throws IOException {
        positions.put(log, Long.toString(position));
        writer.setLiveCommitData(List.copyOf(positions.entrySet()));
        commit();
    }

    /** Gives up what was not committed. */
    void close() throws IOException {
        writer.rollback();
        writer.getDirectory().close();
    }
}
