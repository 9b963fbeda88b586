package bzh.vigie.collector.evtx;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Small event logs as tests want them: with what each Windows event has, and what the test puts into its EventData. */
public final class Logs {
    private Logs() {}

    /** What was read of a log. */
    record Read(Tally tally, List<EvtxRecord> records) {
        List<Long> ids() {
            return records.stream().map(EvtxRecord::id).toList();
        }

        EvtxRecord only() {
            if (records.size() != 1) {
                throw new AssertionError(records.size() + " records, " + tally);
            }
            return records.getFirst();
        }
    }

    static Read read(byte[] file) {
        List<EvtxRecord> records = new ArrayList<>();
        try {
            return new Read(EvtxReader.read(new ByteArrayInputStream(file), records::add), records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code <Event><System>…</System> section</Event>}, System as a template, the section as binary XML in a value. */
    static void event(EvtxWriter to, long id, String channel, int eventId, Runnable section) {
        to.fragment(() -> to.template(
                1,
                () -> to.element(
                        "Event",
                        () -> to.element(
                                "System",
                                () -> to.element("Provider", new EvtxWriter.Named[] {
                                    new EvtxWriter.Named("Name", () -> to.text("Vigie-Test")),
                                    new EvtxWriter.Named("Guid", () -> to.optional(4, Type.GUID))
                                }),
                                () -> to.element("EventID", () -> to.hole(0, Type.UINT16)),
                                () -> to.element("EventRecordID", () -> to.hole(1, Type.UINT64)),
                                () -> to.element("Channel", () -> to.hole(2, Type.STRING)),
                                () -> to.element("Computer", () -> to.text("PC-1"))),
                        () -> to.hole(3, Type.XML)),
                to.number(Type.UINT16, 2, eventId),
                to.number(Type.UINT64, 8, id),
                to.text(Type.STRING, channel),
                new EvtxWriter.Filled(Type.XML, section),
                to.value(Type.NULL)));
    }

    /** EventData with one {@code Data} of each value, named by its place: f0, f1, … */
    static Runnable data(EvtxWriter to, int template, EvtxWriter.Filled... values) {
        return () -> to.fragment(() -> to.template(
                template,
                () -> to.element(
                        "EventData",
                        LongStream.range(0, values.length)
                                .<Runnable>mapToObj(i -> () -> to.element(
                                        "Data",
                                        new EvtxWriter.Named[] {new EvtxWriter.Named("Name", () -> to.text("f" + i))},
                                        () -> to.hole((int) i, values[(int) i].type())))
                                .toArray(Runnable[]::new)),
                values));
    }

    /** A chunk of records with these numbers, each with a text. */
    static byte[] chunk(long... ids) {
        EvtxWriter to = new EvtxWriter();
        Arrays.stream(ids)
                .forEach(id -> to.record(
                        id, () -> event(to, id, "Security", 4624, data(to, 2, to.text(Type.STRING, "record " + id)))));
        return to.chunk();
    }

    /** A log with one Sysmon event 1 of a program. */
    public static byte[] processCreated(String image) {
        EvtxWriter to = new EvtxWriter();
        to.record(
                7,
                () -> event(
                        to,
                        7,
                        "Microsoft-Windows-Sysmon/Operational",
                        1,
                        () -> to.fragment(() -> to.template(
                                2,
                                () -> to.element(
                                        "EventData",
                                        () -> to.element(
                                                "Data",
                                                new EvtxWriter.Named[] {
                                                    new EvtxWriter.Named("Name", () -> to.text("Image"))
                                                },
                                                () -> to.hole(0, Type.STRING))),
                                to.text(Type.STRING, image)))));
        return EvtxWriter.file(to.chunk());
    }
}
