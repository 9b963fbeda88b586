package bzh.vigie.collector.store.lucene;

import bzh.vigie.collector.store.EventHistory.Stored;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;

/** Writes an event as versions did before there were words in the index, into a slice that may have newer ones. */
final class SliceWriterWithoutWords {
    private SliceWriterWithoutWords() {}

    static void write(Path slice, Stored event) throws IOException {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS);
        type.setOmitNorms(true);
        type.setTokenized(true);
        TermStream terms = new TermStream();
        EventForm.Content content =
                new EventForm.Content(event.id(), event.host(), event.commune(), event.received(), event.fields());
        terms.fill(content);
        Document document = new Document();
        document.add(new StringField(Fields.ID, event.id(), Field.Store.NO));
        document.add(new SortedNumericDocValuesField(Fields.RECEIVED, Fields.micros(event.received())));
        document.add(new StoredField(Fields.EVENT, new EventForm().encode(content)));
        document.add(new Field(Fields.TERMS, terms, type));
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(slice), new IndexWriterConfig())) {
            writer.addDocument(document);
            writer.forceMerge(1);
            writer.commit();
        }
    }
}
