package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickLookTest {
    private static final List<Site> SITES = Catalogue.linux().stream()
            .filter(location -> location.id().equals("linux.file.rights")
                    || location.id().equals("linux.web.script")
                    || location.id().equals("linux.file.system-library"))
            .map(location -> new Site(location, Optional.empty()))
            .toList();

    @TempDir
    Path root;

    @Test
    void whatIsPlantedBetweenTwoLooksHasItsLocationRead() throws IOException {
        Trees.write(root, "/srv/a/.b/c/tool", "\0");
        Trees.write(root, "/tmp/notes", "x");
        Trees.write(root, "/var/www/html/index.php", "<?php\n");
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            QuickLook look = new QuickLook(machine.files());
            assertEquals(List.of(), changed(look), "what was there is the first pass's");
            assertEquals(List.of(), changed(look));
            mode("srv/a/.b/c/tool", 04755);
            assertEquals(List.of("linux.file.rights"), changed(look));
            assertEquals(List.of(), changed(look));
            Trees.write(root, "/tmp/others", "x");
            Trees.write(root, "/var/www/html/readme.txt", "x");
            assertEquals(List.of(), changed(look), "neither special rights nor a script");
            Trees.write(root, "/var/www/html/uploads/2026/.t.phtml", "<?php\n");
            assertEquals(List.of("linux.web.script"), changed(look));
            mode("srv/a/.b/c/tool", 0755);
            assertEquals(List.of(), changed(look), "that one is gone, the next pass tells");
        }
    }

    private static List<String> changed(QuickLook look) {
        return look.changed(SITES).stream().map(Site.Name::location).toList();
    }

    private void mode(String path, int mode) throws IOException {
        Path ignored = Files.setAttribute(root.resolve(path), "unix:mode", mode);
    }
}
