package bzh.vigie.agent.fuzz;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.sqlite.Database;
import bzh.vigie.agent.host.sqlite.Table;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.TomlText;
import bzh.vigie.agent.persistence.format.tree.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What many formats are made of: trees, shell text, names, accounts, capabilities, SQLite. */
final class TextTargets {
    private static final Path SQLITE = Path.of("src/test/resources/bzh/vigie/agent/host/sqlite");
    private static final int LONGEST_ROW = 1 << 16;

    private TextTargets() {}

    static List<FuzzTarget> all() {
        return List.of(
                text("json", t -> leaves(JsonText.parse(t)), "{\"a\":[1,{\"b\":null}],\"c\":\"\\u00e9\"}"),
                text(
                        "yaml",
                        t -> leaves(YamlText.parse(t.lines().toList())),
                        "a:\n  - b: |\n      c\n  - {d: 'e', f: [g, h]}\ni: \"j\" # k\n"),
                text(
                        "toml",
                        t -> leaves(TomlText.parse(t.lines().toList())),
                        "a = 1\n[b.c]\nd = [\"e\", 'f']\n[[g]]\nh = \"\"\"\ni\"\"\"\n"),
                text("shell", TextTargets::shell, "a=b 'c d' | e >f 2>&1 && g $(h `i`) ; j \"k\\\"\" &\n"),
                new FuzzTarget("name", TextTargets::name, List.of("/a/../b\\x".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "accounts",
                        bytes -> accounts(new MemoryFiles().file(HostPath.of("/etc/passwd"), 0644, bytes)),
                        List.of("root:x:0:0::/root:/bin/sh\n+::::::\n".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "account-record",
                        bytes -> accounts(new MemoryFiles()
                                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                                .file(HostPath.of("/etc/userdb/a.user"), 0644, bytes)),
                        List.of("{\"userName\":\"a\",\"uid\":1,\"homeDirectory\":\"/a\"}"
                                .getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "capabilities",
                        bytes -> {
                            Capabilities.parse(bytes).ifPresent(c -> Fuzzed.told(c.toString()));
                            Fuzzed.told(
                                    Capabilities.parse(HostText.content(bytes)).toString());
                        },
                        List.of(
                                new byte[] {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                "cap_net_raw=ep".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget("sqlite", bytes -> database(bytes, new byte[0]), files(SQLITE, ".db")),
                new FuzzTarget("sqlite-log", TextTargets::withLog, files(SQLITE, ".db-wal")));
    }

    private static FuzzTarget text(String name, Consumer<String> reader, String seed) {
        return new FuzzTarget(
                name, bytes -> reader.accept(HostText.content(bytes)), List.of(seed.getBytes(StandardCharsets.UTF_8)));
    }

    private static void leaves(Leaves leaves) {
        for (Leaves.Leaf leaf : leaves.all()) {
            if (!leaf.path().isEmpty() && !leaf.path().startsWith("/")) {
                throw new IllegalStateException("not a path: " + leaf.path());
            }
        }
    }

    private static void shell(String text) {
        ShellText.commands(text).forEach(command -> command.forEach(Fuzzed::told));
        ShellText.words(text).forEach(Fuzzed::told);
    }

    private static void name(byte[] bytes) {
        String text = HostText.escaped(bytes);
        Fuzzed.told(text);
        HostPath.parse(bytes).ifPresent(path -> {
            if (HostText.hasInvisible(path.text())
                    || !HostPath.ofBytes(path.bytes()).equals(path)) {
                throw new IllegalStateException(path.text());
            }
        });
    }

    private static void accounts(MemoryFiles files) {
        new PasswdAccounts(files)
                .list()
                .ifFound()
                .ifPresent(all ->
                        all.forEach(account -> Fuzzed.told(account.account().name())));
    }

    private static void withLog(byte[] log) throws IOException {
        database(files(SQLITE.resolve("write-ahead"), ".db").getFirst(), log);
    }

    private static void database(byte[] file, byte[] log) throws IOException {
        Optional<Database> database = Database.open(Bytes.of(file), Bytes.of(log));
        for (Table table : database.map(Database::tables).orElse(List.of())) {
            int[] rows = {0};
            Database.Scan scan =
                    database.orElseThrow().rows(table, Long.MIN_VALUE, LONGEST_ROW, row -> ++rows[0] < 10_000);
            if (scan.rows() < 0 || scan.skipped() < 0) {
                throw new IllegalStateException(scan.toString());
            }
        }
    }

    private static List<byte[]> files(Path folder, String extension) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .map(TextTargets::bytes)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
