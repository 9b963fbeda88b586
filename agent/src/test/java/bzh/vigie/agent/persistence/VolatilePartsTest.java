package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolatilePartsTest {
    private static final String ID = "abcdefghijklmnopabcdefghijklmnop";

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "/h/.config/chromium/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/1.62.0_0/manifest.json,"
                + "/h/.config/chromium/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/*/manifest.json",
        "/h/.vscode/extensions/ms-python.python-2025.4.0-linux-x64/package.json,"
                + "/h/.vscode/extensions/ms-python.python-*/package.json",
        "/h/.vscode-server/extensions/a.b-1.2.3/package.json,/h/.vscode-server/extensions/a.b-*/package.json",
        "/h/.local/share/JetBrains/IntelliJIdea2025.1/x/lib/y-1.2.jar,/h/.local/share/JetBrains/IntelliJIdea*/x/lib/y-*.jar",
        "/run/systemd/transient/run-u17.service,/run/systemd/transient/run-*.service",
        "/run/systemd/transient/run-p12-i34.timer,/run/systemd/transient/run-*.timer",
        "/run/systemd/transient/session-c2.scope,/run/systemd/transient/session-*.scope"
    })
    void whatChangesByItselfIsAStar(String path, String steady) {
        assertEquals(steady, VolatileParts.steady(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/cron.d/run-u17",
        "/etc/systemd/system/run-u.service",
        "/etc/systemd/system/a-run-u17.service",
        "/boot/vmlinuz-6.12.1",
        "/h/extensions/1.2.3/manifest.json"
    })
    void anythingElseIsAsItIs(String path) {
        assertEquals(path, VolatileParts.steady(path));
    }

    @Test
    void aNameHasTheSameStarAsItsFile() {
        assertEquals(
                "run-*.service:ExecStart", VolatileParts.name("run-u17.service:ExecStart", "/run/run-u17.service"));
        assertEquals("cron.service:ExecStart", VolatileParts.name("cron.service:ExecStart", "/etc/cron.service"));
    }

    @Test
    void anUpdateOfAnExtensionIsTheSameItemAndAVersionBesideItIsAnother() throws IOException {
        String place = "/home/alice/.config/chromium/Default/Extensions/" + ID + "/";
        Trees.write(root, "/etc/passwd", "alice:x:1000:1000::/home/alice:/bin/sh\n");
        Trees.write(root, place + "1.0_0/manifest.json", "{\"name\":\"n\",\"version\":\"1.0\"}");
        Item before = scan().getFirst();
        Trees.write(root, place + "1.1_0/manifest.json", "{\"name\":\"n\",\"version\":\"1.1\"}");
        assertEquals(List.of(ID, ID + " #2"), scan().stream().map(Item::name).toList());
        Files.delete(root.resolve((place + "1.0_0/manifest.json").substring(1)));
        Item after = scan().getFirst();
        assertEquals(before.key(), after.key());
        assertEquals("n 1.1", after.value());
    }

    private List<Item> scan() {
        return Scanned.linux(root, "linux.browser.extension"::equals).items();
    }
}
