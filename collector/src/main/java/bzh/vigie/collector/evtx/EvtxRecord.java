package bzh.vigie.collector.evtx;

import bzh.vigie.event.WindowsEvent;
import bzh.vigie.event.WindowsEventFields;
import bzh.vigie.event.XmlHandler;
import java.time.Instant;
import java.util.List;

/** One record of a log file. */
public final class EvtxRecord {
    private final long id;
    private final Instant written;
    private final WindowsEvent event;
    private final BinXml xml;
    private final List<Node> roots;
    private final boolean whole;
    private final boolean salvaged;

    private EvtxRecord(
            long id,
            Instant written,
            WindowsEvent event,
            BinXml xml,
            List<Node> roots,
            boolean whole,
            boolean salvaged) {
        this.id = id;
        this.written = written;
        this.event = event;
        this.xml = xml;
        this.roots = roots;
        this.whole = whole;
        this.salvaged = salvaged;
    }

    static EvtxRecord of(Chunk chunk, int at, List<Node> roots, boolean whole, boolean salvaged) {
        WindowsEventFields fields = new WindowsEventFields();
        Walk walk = new Walk(chunk.xml, new Texts(fields));
        walk.nodes(roots, Values.NONE, 0);
        return new EvtxRecord(
                chunk.id(at),
                Times.instant(chunk.written(at)),
                fields.event(),
                chunk.xml,
                roots,
                whole && walk.whole(),
                salvaged);
    }

    boolean isEmpty() {
        return event.system().isEmpty() && event.fields().isEmpty();
    }

    /** The record's number in its file, which is also the event's {@code EventRecordID} where it was not imported. */
    public long id() {
        return id;
    }

    /** When it was written into the file. */
    public Instant written() {
        return written;
    }

    public WindowsEvent event() {
        return event;
    }

    /** Whether all of it could be read. */
    public boolean whole() {
        return whole;
    }

    /** Whether it was found by searching behind damage, so that it may be one of an earlier use of the place. */
    public boolean salvaged() {
        return salvaged;
    }

    /** The event as Windows renders it, on one line; what may not stand in XML is U+FFFD. */
    public String xml() {
        XmlText text = new XmlText();
        new Walk(xml, text).nodes(roots, Values.NONE, 0);
        return text.toString();
    }

    /** The event as a JSON object, on one line; see {@link JsonText}. */
    public String json() {
        JsonText text = new JsonText();
        new Walk(xml, text).nodes(roots, Values.NONE, 0);
        return text.toString();
    }

    /** Values as their text. */
    private record Texts(XmlHandler to) implements Handler {
        @Override
        public void start(String name) {
            to.start(name);
        }

        @Override
        public void attribute(String name, Value value) {
            to.attribute(name, value.text());
        }

        @Override
        public void value(Value value) {
            to.text(value.text());
        }

        @Override
        public void end() {
            to.end();
        }
    }
}
