package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.persistence.Site.Pattern;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinderTest {
    @Test
    void aDirectoryOfAnyDepthIsGoneThroughOnceForAllItsPatterns(@TempDir Path root) throws IOException {
        for (String file : List.of(
                "etc/os-release",
                "srv/one/site.git/config",
                "srv/two/deep/other.git/config",
                "srv/two/deep/other.git/hooks/update",
                "srv/two/.htaccess",
                "opt/tool.git/config")) {
            Path path = root.resolve(file);
            java.nio.file.Files.createDirectories(path.getParent());
            java.nio.file.Files.createFile(path);
        }
        AtomicInteger walks = new AtomicInteger();
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            Files files = (Files) Proxy.newProxyInstance(
                    Files.class.getClassLoader(), new Class<?>[] {Files.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("below")) {
                            walks.incrementAndGet();
                        }
                        return method.invoke(machine.files(), arguments);
                    });
            Finder finder = new Finder(files);
            finder.find(Stream.of(
                            "/srv/**/*.git/config",
                            "/srv/**/*.git/hooks/*",
                            "/srv/**/.htaccess",
                            "/opt/**/*.git/config")
                    .map(text -> Pattern.of(text).orElseThrow())
                    .toList());
            assertEquals(
                    List.of(
                            "/opt/tool.git/config",
                            "/srv/one/site.git/config",
                            "/srv/two/.htaccess",
                            "/srv/two/deep/other.git/config",
                            "/srv/two/deep/other.git/hooks/update"),
                    new TreeSet<>(finder.found().stream().map(HostPath::text).toList())
                            .stream().toList());
            assertEquals(2, walks.get());
        }
    }
}
