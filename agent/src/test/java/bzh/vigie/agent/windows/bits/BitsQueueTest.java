package bzh.vigie.agent.windows.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.Mutations;
import bzh.vigie.agent.windows.bits.BitsQueue.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BitsQueueTest {
    private static final String OLD = "93362035a00c104a84f3b17e7b499cd7";
    private static final String NEW = "a15609e143afc94292e66f9856eba7f6";

    @Test
    void jobsOfBothFormsAreFoundWithWhatTheyStart() {
        for (String mark : List.of(OLD, NEW)) {
            ByteWriter out = database();
            job(out, mark, "C:\\Windows\\System32\\cmd.exe", "C:\\Windows\\System32\\cmd.exe /c x");
            BitsQueue queue =
                    BitsQueue.read(Bytes.of(out.zeros(8_192 - out.size()).toBytes()));
            assertEquals(0, queue.malformed());
            Job job = queue.jobs().getFirst();
            assertEquals("Mise à jour", job.name());
            assertEquals("transient-error", job.state());
            assertEquals("C:\\Windows\\System32\\cmd.exe /c x", job.commandLine());
            assertEquals("S-1-5-18", job.owner());
            assertEquals(List.of("https://exemple.fr/a.exe"), job.urls());
        }
    }

    @Test
    void aJobAcrossTheEdgeOfWhatIsReadAtOnceIsFoundOnce() {
        ByteWriter out = new ByteWriter().zeros((1 << 20) - 20);
        job(out, NEW, "a.exe", "b");
        BitsQueue queue = BitsQueue.read(Bytes.of(out.zeros(10).toBytes()));
        assertEquals(1, queue.jobs().size());
        assertEquals("a.exe b", queue.jobs().getFirst().commandLine());
    }

    @Test
    void aMarkWithoutAJobIsCounted() {
        BitsQueue queue =
                BitsQueue.read(Bytes.of(database().hex(OLD).zeros(4_080).toBytes()));
        assertEquals(1, queue.malformed());
        assertEquals(List.of(), queue.jobs());
    }

    /**
     * Header and footer of a job are the same 16 bytes: SafeBreach-Labs/BITSInject, and puffyCid/artemis of real queues. The bytes here are ours;
     * no queue of a Windows may be kept, and the table of witnesses says so.
     */
    @Test
    void theMarkThatEndsAJobIsNoJobThatIsNotUnderstood() {
        ByteWriter out = database();
        for (int i = 0; i < 3; i++) {
            job(out, NEW, "", "");
            out.hex(NEW).zeros(200);
        }
        job(out, NEW, "a.exe", "b");
        out.hex(NEW).zeros(40).hex(NEW);
        BitsQueue queue =
                BitsQueue.read(Bytes.of(out.zeros(4_096 - out.size() % 4_096).toBytes()));
        assertEquals(1, queue.malformed(), "the last mark neither ends a job nor begins one");
        assertEquals(4, queue.jobs().size(), "each with the addresses that are near it");
    }

    @Test
    void whatIsNoQueueOrEndsTooEarlyIsCounted() {
        byte[] older = new ByteWriter()
                .hex("13f72bc84099124a9f1a3aaebd894eea")
                .zeros(300)
                .toBytes();
        assertEquals(0, BitsQueue.read(Bytes.of(older)).malformed());
        assertEquals(0, BitsQueue.read(Bytes.of(database().toBytes())).malformed());
        assertEquals(
                1, BitsQueue.read(Bytes.of(database().zeros(100).toBytes())).malformed());
        assertEquals(1, BitsQueue.read(Bytes.of(new byte[8_192])).malformed());
        assertEquals(1, BitsQueue.read(Bytes.of(new byte[0])).malformed());
    }

    @Test
    void jobsWithinJobsAreBounded() {
        ByteWriter out = database();
        String within = "x".repeat(10_000);
        for (int i = 0; i < 500; i++) {
            job(out, NEW, i + within, within);
        }
        BitsQueue queue =
                BitsQueue.read(Bytes.of(out.zeros(4_096 - out.size() % 4_096).toBytes()));
        assertEquals(1, queue.malformed());
        assertEquals(209, queue.jobs().size());
        ByteWriter marks = database();
        for (int i = 0; i < 10_240; i++) {
            marks.hex(OLD);
        }
        assertEquals(10_002, BitsQueue.read(Bytes.of(marks.toBytes())).malformed());
    }

    @Test
    void brokenQueuesGiveWhatCanBeRead() {
        ByteWriter out = new ByteWriter();
        job(out, OLD, "a", "b");
        Mutations.forEach(
                out.toBytes(), 500, b -> BitsQueue.read(Bytes.of(b)).jobs().forEach(Job::commandLine));
    }

    /** The first page of a database. */
    private static ByteWriter database() {
        ByteWriter out = new ByteWriter().u32(0).u32(0x89ab_cdefL).zeros(228).u32(4_096);
        return out.zeros(4_096 - out.size());
    }

    private static void job(ByteWriter out, String mark, String command, String parameters) {
        out.hex(mark).u32(0).u32(1).u32(5).u32(0).guid("{0b2f1d2c-9f3a-4d55-8c11-2f6a7b8c9d0e}");
        for (String text : new String[] {"Mise à jour", "", command, parameters, "S-1-5-18"}) {
            out.u32(text.length() + 1L).utf16(text).u16(0);
        }
        out.u32(3).zeros(40).utf16("https://exemple.fr/a.exe").u16(0);
    }
}
