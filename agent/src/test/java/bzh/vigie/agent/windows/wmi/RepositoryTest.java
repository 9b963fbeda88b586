package bzh.vigie.agent.windows.wmi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import bzh.vigie.agent.windows.Mutations;
import bzh.vigie.agent.windows.wmi.Subscriptions.Consumer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RepositoryTest {
    private static final String QUERY = "SELECT * FROM __InstanceModificationEvent WITHIN 60";

    @Test
    void subscriptionsOfBothFormsAreRead() {
        for (Form form : Form.values()) {
            Subscriptions read = read(repository(form).toFiles());
            assertEquals(0, read.malformed(), form.name());
            assertFalse(read.carved());
            assertEquals(
                    List.of(
                            "root\\cimv2\\applications|web",
                            "root\\default|second",
                            "root\\subscription|first",
                            "root\\subscription|unbound"),
                    read.filters().stream()
                            .map(f -> f.namespace() + "|" + f.name())
                            .sorted()
                            .toList());
            Consumer first = consumer(read, "first");
            assertEquals("CommandLineEventConsumer", first.className());
            assertEquals("cmd /c début € & co", first.does());
            assertEquals(1, read.of(first).size());
            assertEquals(QUERY, read.of(read.of(first).getFirst()).getFirst().query());
            assertEquals(
                    "S-1-5-32-544",
                    read.of(read.of(first).getFirst()).getFirst().creator());
            assertEquals(
                    "VBScript " + "x".repeat(20_000), consumer(read, "second").does());
            assertEquals(List.of(), read.of(consumer(read, "log")));
        }
    }

    @Test
    void allFiveKindsAndOthersSayWhatTheyDo() {
        Subscriptions read = read(repository(Form.VISTA).toFiles());
        assertEquals("C:\\log.txt %x%", consumer(read, "log").does());
        assertEquals("source 7 a\nb", consumer(read, "event").does());
        assertEquals("smtp.exemple.fr t@exemple.fr s m", consumer(read, "mail").does());
        Consumer other = read.consumers().stream()
                .filter(c -> c.className().equals("EvilConsumer"))
                .findFirst()
                .orElseThrow();
        assertEquals("root\\subscription", other.namespace());
        assertEquals("evil C:\\evil.dll", other.does());
    }

    @Test
    void aRepositoryWithoutIndexOrMappingIsCarved() {
        for (Form form : Form.values()) {
            for (String lost : repository(form).toFiles().keySet()) {
                Map<String, byte[]> files = repository(form).toFiles();
                files.remove(lost);
                Subscriptions read = read(files);
                if (lost.equals("OBJECTS.DATA")) {
                    assertTrue(read.malformed() > 0 && read.consumers().isEmpty());
                } else if (!lost.equals("MAPPING1.MAP") && !lost.equals("MAPPING2.MAP")) {
                    assertTrue(read.carved(), lost);
                    assertEquals("cmd /c début € & co", consumer(read, "first").does(), lost);
                }
            }
        }
    }

    @Test
    void longTextsAreBoundedTogether() {
        RepositoryWriter writer = RepositoryWriter.vista().namespace("root\\subscription");
        for (int i = 0; i < 100; i++) {
            writer.subscription("root\\subscription", "n" + i, QUERY, i + "x".repeat(60_000));
        }
        Subscriptions read = read(writer.toFiles());
        assertTrue(read.malformed() > 0);
        int kept = read.consumers().stream().mapToInt(c -> c.does().length()).sum();
        assertTrue(kept > 4_000_000 && kept <= 4 << 20, kept + " units");
    }

    /** The one that cannot be read may be the one that counts. */
    @Test
    void aMappingThatIsNoneIsToldThoughOthersAreRead() {
        for (String name : List.of("MAPPING1.MAP", "MAPPING2.MAP", "MAPPING3.MAP")) {
            Map<String, byte[]> files = repository(Form.VISTA).toFiles();
            files.put(name, new byte[100]);
            Subscriptions read = read(files);
            assertTrue(read.malformed() > 0 && read.carved(), name);
            assertEquals("cmd /c début € & co", consumer(read, "first").does(), name);
        }
    }

    @Test
    void aDamagedPageCostsOnlyItself() {
        Map<String, byte[]> files = repository(Form.VISTA).toFiles();
        byte[] index = files.getOrDefault("INDEX.BTR", new byte[0]);
        Arrays.fill(index, 0, 8_192, (byte) 0);
        Subscriptions read = read(files);
        assertTrue(read.carved());
        assertEquals(4, read.filters().size());
        assertTrue(read.filters().stream().anyMatch(f -> !f.namespace().equals("?")));
    }

    @Test
    void aTreeThatLeadsBackEnds() {
        Map<String, byte[]> files = repository(Form.VISTA).toFiles();
        byte[] index = files.getOrDefault("INDEX.BTR", new byte[0]);
        int root = index.length - 2 * 8_192;
        int keys = index[root + 16];
        for (int i = 0; i <= keys; i++) {
            index[root + 20 + 4 * keys + 4 * i] = 1;
        }
        read(files);
    }

    @Test
    void brokenFilesGiveWhatCanBeRead() {
        Map<String, byte[]> good = repository(Form.VISTA).toFiles();
        for (int seed = 0; seed < 400; seed++) {
            Map<String, byte[]> files = new HashMap<>(good);
            Random random = new Random(seed);
            String name = List.copyOf(good.keySet()).get(random.nextInt(good.size()));
            byte[] bytes = good.getOrDefault(name, new byte[0]).clone();
            for (int i = 0; i < 1 + random.nextInt(200); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            files.put(name, random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            try {
                read(files);
            } catch (RuntimeException e) {
                fail("seed " + seed + " " + name, e);
            }
        }
    }

    @Test
    void brokenRecordsAndMappingsGiveWhatCanBeRead() {
        Map<String, byte[]> good = repository(Form.VISTA).toFiles();
        Mutations.forEach(good.getOrDefault("MAPPING1.MAP", new byte[0]), 5_000, Mapping::parse);
        byte[] data = good.getOrDefault("OBJECTS.DATA", new byte[0]);
        Layout[] layouts = Layout.values();
        for (int page = 0; page * 8_192 < data.length; page++) {
            byte[] record = Arrays.copyOfRange(data, page * 8_192 + 64, page * 8_192 + 1_200);
            Layout layout = layouts[page % layouts.length];
            Mutations.forEach(record, 500, b -> Instance.parse(b, Form.VISTA, layout));
            Mutations.forEach(record, 200, b -> Instance.ofUnknown(b, Form.VISTA));
        }
    }

    private static RepositoryWriter repository(Form form) {
        return new RepositoryWriter(form)
                .namespace("root\\subscription")
                .namespace("root\\cimv2\\applications")
                .subscription("root\\subscription", "first", QUERY, "cmd /c début € & co")
                .instance("root\\default", "__EventFilter", Map.of("Name", "second", "Query", QUERY))
                .instance(
                        "root\\default",
                        "ActiveScriptEventConsumer",
                        Map.of("Name", "second", "ScriptingEngine", "VBScript", "ScriptText", "x".repeat(20_000)))
                .bind("root\\default", "second", "ActiveScriptEventConsumer", "second")
                .instance("root\\subscription", "__EventFilter", Map.of("Name", "unbound", "Query", QUERY))
                .instance("root\\cimv2\\applications", "__EventFilter", Map.of("Name", "web", "Query", QUERY))
                .instance(
                        "root\\subscription",
                        "LogFileEventConsumer",
                        Map.of("Name", "log", "Filename", "C:\\log.txt", "Text", "%x%"))
                .instance(
                        "root\\subscription",
                        "NTEventLogEventConsumer",
                        Map.of(
                                "Name",
                                "event",
                                "SourceName",
                                "source",
                                "EventID",
                                "7",
                                "InsertionStringTemplates",
                                "a\nb"))
                .instance(
                        "root\\subscription",
                        "SMTPEventConsumer",
                        Map.of(
                                "Name",
                                "mail",
                                "SMTPServer",
                                "smtp.exemple.fr",
                                "ToLine",
                                "t@exemple.fr",
                                "Subject",
                                "s",
                                "Message",
                                "m"))
                .otherConsumer("root\\subscription", "EvilConsumer", "evil", "C:\\evil.dll");
    }

    private static Subscriptions read(Map<String, byte[]> files) {
        return Repository.read(RepositoryWriter.opened(files));
    }

    private static Consumer consumer(Subscriptions read, String name) {
        return read.consumers().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + read));
    }
}
