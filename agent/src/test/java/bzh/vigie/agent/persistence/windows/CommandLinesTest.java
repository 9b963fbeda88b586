package bzh.vigie.agent.persistence.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.FakeRegistry;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.host.offline.WindowsFiles;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemFields;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What command lines and classes would run on one system: the table {@code command-lines.txt}, and lines that are made to cost. */
final class CommandLinesTest {
    private static final Path TABLE = Path.of("src/test/resources/command-lines.txt");
    private static final String USER = FakeRegistry.USER.id();
    private static final String SYSTEM = "Windows/System32/";
    private static final List<String> FILES = List.of(
            "Windows/explorer.exe",
            "Windows/hh.exe",
            SYSTEM + "cmd.exe",
            SYSTEM + "rundll32.exe",
            SYSTEM + "regsvr32.exe",
            SYSTEM + "mshta.exe",
            SYSTEM + "wscript.exe",
            SYSTEM + "cscript.exe",
            SYSTEM + "msiexec.exe",
            SYSTEM + "conhost.exe",
            SYSTEM + "forfiles.exe",
            SYSTEM + "pcalua.exe",
            SYSTEM + "runas.exe",
            SYSTEM + "control.exe",
            SYSTEM + "odbcconf.exe",
            SYSTEM + "dllhost.exe",
            SYSTEM + "svchost.exe",
            SYSTEM + "ping.exe",
            SYSTEM + "notepad.exe",
            SYSTEM + "scrobj.dll",
            SYSTEM + "shell32.dll",
            SYSTEM + "setupapi.dll",
            SYSTEM + "url.dll",
            SYSTEM + "mscoree.dll",
            SYSTEM + "wbem/WMIC.exe",
            SYSTEM + "WindowsPowerShell/v1.0/powershell.exe",
            "Windows/SysWOW64/cmd.exe",
            "Windows/SysWOW64/rundll32.exe",
            "Windows/SysWOW64/evil32.dll",
            "Tools/backup.exe",
            "Tools/backup.dll",
            "Tools/backup.bat",
            "Tools/data.txt",
            "Tools/run.ps1",
            "Tools/my script.ps1",
            "Tools/x.hta",
            "Tools/a b.hta",
            "Tools/x.vbs",
            "Tools/a b.vbs",
            "Tools/x.sct",
            "Tools/x.chm",
            "Tools/x.cpl",
            "Tools/x.inf",
            "Tools/x.msi",
            "Tools/x.py",
            "Tools/app.jar",
            "Program Files/Acme Suite/agent.exe",
            "Program Files/Acme Suite/agent.dll",
            "Program Files (x86)/Acme/a.exe",
            "Rogue.exe",
            "Rogue Files/svc.exe",
            "ProgramData/svc/run.bat",
            "Users/Public/p.exe",
            "Users/agent/bin/mine.exe",
            "Users/agent/AppData/Roaming/u.exe",
            "Users/agent/AppData/Roaming/com.dll");

    private record Row(String kind, String line, String target, Set<String> traits, List<String> shows) {}

    private static Files files() {
        MemoryFiles files = new MemoryFiles();
        FILES.forEach(file -> files.file("/" + file, file));
        return new WindowsFiles(files, 'C');
    }

    private static FakeRegistry registry() {
        String machine = "HKLM\\SOFTWARE\\";
        String user = "HKU\\" + USER + "\\";
        String paths = "Microsoft\\Windows\\CurrentVersion\\App Paths\\";
        String services = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";
        FakeRegistry registry = new FakeRegistry()
                .set(machine + paths + "acme.exe", "", "\"C:\\Program Files\\Acme Suite\\agent.exe\"")
                .set(user + "Software\\" + paths + "note.exe", "", "%APPDATA%\\u.exe")
                .set(
                        "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment",
                        "ACME",
                        "%ProgramFiles%\\Acme Suite")
                .set(user + "Environment", "TOOLS", "%SystemDrive%\\Tools")
                .set(user + "Environment", "Path", "%USERPROFILE%\\bin")
                .set(services + "Acme\\Parameters", "ServiceDll", "C:\\Tools\\backup.dll");
        String classes = machine + "Classes\\CLSID\\";
        String usersClasses = user + "Software\\Classes\\CLSID\\";
        return registry.set(classes + id(1) + "\\InprocServer32", "", "C:\\Tools\\backup.dll")
                .set(usersClasses + id(1) + "\\InprocServer32", "", "%APPDATA%\\com.dll")
                .set(classes + id(2) + "\\TreatAs", "", id(1))
                .set(classes + id(3) + "\\LocalServer32", "", "\"C:\\Program Files\\Acme Suite\\agent.exe\" -Embedding")
                .set(
                        machine + "Classes\\WOW6432Node\\CLSID\\" + id(4) + "\\InprocServer32",
                        "",
                        "%SystemRoot%\\System32\\evil32.dll")
                .set(classes + id(5) + "\\InprocServer32", "", "scrobj.dll")
                .set(classes + id(5) + "\\ScriptletURL", "", "http://203.0.113.7/a.sct")
                .set(classes + id(6), "AppID", id(6))
                .set(machine + "Classes\\AppID\\" + id(6), "LocalService", "Acme")
                .set(classes + id(7) + "\\InprocServer32", "", "C:\\Tools\\backup.dll")
                .make(usersClasses + id(7))
                .set(classes + id(8) + "\\InprocServer32", "", "mscoree.dll")
                .set(classes + id(8) + "\\InprocServer32", "CodeBase", "file:///C:/Tools/backup.dll")
                .set(classes + id(9) + "\\TreatAs", "", id(9));
    }

    private static String id(int number) {
        return "{AAAAAAAA-0000-0000-0000-%012d}".formatted(number);
    }

    private static Resolved resolve(Files files, Registry registry, String kind, String line) {
        Environment environment = Environment.of(registry, FakeRegistry.USER);
        WindowsRun run = switch (kind) {
            case "com", "machine-com" -> new WindowsRun.ComClass(line, false);
            case "com32" -> new WindowsRun.ComClass(line, true);
            default -> new WindowsRun.Command(line, kind.equals("32"));
        };
        Optional<String> user = kind.startsWith("machine") ? Optional.empty() : Optional.of(USER);
        return new WindowsResolver(files, registry).resolve(run, environment, user);
    }

    @TestFactory
    Stream<DynamicTest> everyLineOfTheTableRunsWhatItSays() throws IOException {
        List<Row> rows = rows();
        assertTrue(rows.size() >= 120, rows.size() + " rows");
        Files files = files();
        Registry registry = registry();
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.kind() + "> " + row.line(), () -> {
                    Resolved found = resolve(files, registry, row.kind(), row.line());
                    Set<String> traits = found.traits().stream()
                            .map(ItemFields::word)
                            .collect(Collectors.toCollection(TreeSet::new));
                    if (found.missing()) {
                        assertTrue(traits.add(ItemFields.word(Trait.TARGET_MISSING)));
                    }
                    String target = found.target()
                            .map(WindowsPath::text)
                            .orElseGet(() -> found.chain().stream().findFirst().orElse(""));
                    assertEquals(row.target(), target, found::toString);
                    assertEquals(row.traits(), traits, found::toString);
                    for (String shown : row.shows()) {
                        assertTrue(found.chain().stream().anyMatch(part -> part.contains(shown)), found::toString);
                    }
                }));
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String block : java.nio.file.Files.readString(TABLE).split("\n\n", -1)) {
            List<String> lines =
                    block.lines().filter(line -> !line.startsWith("#")).toList();
            if (!lines.isEmpty() && lines.getFirst().contains("> ")) {
                int at = lines.getFirst().indexOf("> ");
                rows.add(new Row(
                        lines.getFirst().substring(0, at),
                        lines.getFirst().substring(at + 2),
                        marked(lines, '=').getFirst(),
                        marked(lines, '+').stream()
                                .flatMap(line -> Stream.of(line.split(" ", -1)))
                                .collect(Collectors.toCollection(TreeSet::new)),
                        marked(lines, '~')));
            }
        }
        return rows;
    }

    private static List<String> marked(List<String> lines, char mark) {
        return lines.stream()
                .skip(1)
                .filter(line -> line.charAt(0) == mark)
                .map(line -> line.substring(2))
                .toList();
    }

    private static Map<String, IntFunction<String>> hostile() {
        Map<String, IntFunction<String>> lines = new LinkedHashMap<>();
        for (String start : List.of(
                "",
                "\"",
                "cmd /c ",
                "powershell ",
                "powershell -c ",
                "powershell -enc ",
                "powershell -f ",
                "rundll32 ",
                "regsvr32 ",
                "mshta ",
                "mshta javascript:",
                "wscript ",
                "conhost ",
                "forfiles ",
                "msiexec ",
                "wmic ",
                "odbcconf ",
                "cmd /c start ",
                "cmd /c for ",
                "java ",
                "C:\\",
                "\\\\?\\C:\\")) {
            for (String part : List.of(
                    "a",
                    "A ",
                    "\"",
                    "\\",
                    "\\\"",
                    "'",
                    "'a\"",
                    "/a ",
                    "-a ",
                    "-e ",
                    ".ps1",
                    "a.ps1 ",
                    "%a%",
                    "%",
                    "^",
                    "&",
                    "(",
                    "a&",
                    "|",
                    ">",
                    "> ",
                    "if not ",
                    "cmd /c ",
                    "c^m^d /c ",
                    "certutil ",
                    "start ",
                    ",",
                    "{",
                    "{AAAAAAAA-",
                    "a\\",
                    "..\\",
                    " ",
                    "\t",
                    "/i:a ",
                    "~1\\",
                    "\u2013",
                    "\u00e9")) {
                Object ignored = lines.put(
                        start + part, length -> start + part.repeat((length - start.length()) / part.length()));
            }
        }
        return lines;
    }

    @Test
    void noLineCostsMoreThanItsLength() {
        for (Map.Entry<String, IntFunction<String>> each : hostile().entrySet()) {
            long few = questions(each.getValue().apply(4_000));
            long many = questions(each.getValue().apply(32_000));
            assertTrue(many <= 10 * Math.max(few, 100), each.getKey() + ": " + few + ", then " + many);
        }
    }

    /** How often the machine is asked something. */
    private static long questions(String line) {
        long[] count = {0};
        Resolved found =
                resolve(counting(Files.class, files(), count), counting(Registry.class, registry(), count), "", line);
        assertTrue(found.chain().stream().allMatch(part -> part.length() <= 40_000), "nothing grows");
        return count[0];
    }

    private static <T> T counting(Class<T> type, T of, long[] count) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    count[0]++;
                    return method.invoke(of, arguments);
                }));
    }

    /**
     * Lines are taken apart by what goes over them once. The few expressions that are left hold no repetition of a repetition, the
     * one thing that makes java.util.regex try each way of many, or nest as deep as the text is long.
     */
    @Test
    void noExpressionRepeatsARepetition() throws IOException, IllegalAccessException {
        Path sources = Path.of("src/main/java/bzh/vigie/agent/persistence/windows");
        List<Class<?>> classes = List.of(
                CommandLine.class,
                ComClasses.class,
                Environment.class,
                Folders.class,
                Indirection.class,
                LibraryHosts.class,
                MentionedFiles.class,
                PowerShellLine.class,
                Resolved.class,
                ScriptHosts.class,
                ShellLine.class,
                ShortNames.class,
                WindowsResolver.class,
                Words.class);
        try (Stream<Path> files = java.nio.file.Files.list(sources)) {
            List<String> known =
                    classes.stream().map(Class::getSimpleName).sorted().toList();
            List<String> there = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> !name.equals("package-info"))
                    .sorted()
                    .toList();
            assertEquals(known, there);
        }
        int expressions = 0;
        for (Class<?> each : classes) {
            String source = java.nio.file.Files.readString(sources.resolve(each.getSimpleName() + ".java"));
            for (String call : List.of(".matches(\"", ".replaceAll(", ".replaceFirst(")) {
                assertFalse(source.contains(call), each.getSimpleName() + " calls " + call + " on a text");
            }
            for (Field field : each.getDeclaredFields()) {
                boolean held = field.getType() == Pattern.class || field.getType() == List.class;
                if (held && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    Object value = field.get(null);
                    for (Object one : value instanceof List<?> list ? list : List.of(value)) {
                        if (one instanceof Pattern pattern) {
                            expressions++;
                            assertFalse(pattern.pattern().matches(".*\\)[*+{].*"), pattern.pattern());
                        }
                    }
                }
            }
        }
        assertTrue(expressions > 3, expressions + " expressions were looked at");
    }
}
