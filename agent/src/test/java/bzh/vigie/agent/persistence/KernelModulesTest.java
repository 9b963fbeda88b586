package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An item that names a kernel module has the hash of its file, whether depmod(8) listed it yet or not. */
final class KernelModulesTest {
    private static final String KERNEL = "/lib/modules/6.12.57+deb13-amd64";
    private static final String MODULE = "\u007fELF module";

    @TempDir
    private Path root;

    private Map<String, Item> items() {
        Map<String, Item> items = new TreeMap<>();
        for (Item item : Scanned.linux(root, "linux.module.autoload"::equals).items()) {
            items.put(item.name(), item);
        }
        return items;
    }

    @Test
    void aModuleThatNoListHasIsFoundByItsFile() throws IOException {
        Trees.write(root, KERNEL + "/modules.dep", "kernel/fs/listed.ko.xz:\n");
        Trees.write(root, KERNEL + "/modules.builtin", "kernel/fs/built_in.ko\n");
        Trees.write(root, KERNEL + "/kernel/fs/listed.ko.xz", "of the kernel");
        Trees.write(root, KERNEL + "/kernel/drivers/net/usb/rk_it.ko", MODULE);
        Trees.write(root, KERNEL + "/extra/other-name.ko", MODULE);
        Trees.write(root, KERNEL + "/extra/notes.ko.txt", MODULE);
        Trees.write(root, "/etc/modules", "rk-it debug=1\nlisted\nbuilt_in\nnotes\n");
        Trees.write(root, "/etc/modules-load.d/x.conf", "other_name\n");
        Map<String, Item> items = items();
        Optional<Sha256> module = Optional.of(Sha256.over(MODULE.getBytes(StandardCharsets.UTF_8)));
        assertEquals(module, item(items, "rk-it").sha256());
        assertEquals(module, item(items, "other_name").sha256());
        assertEquals(KERNEL + "/extra/other-name.ko", item(items, "other_name").target());
        assertEquals(KERNEL + "/kernel/fs/listed.ko.xz", item(items, "listed").target());
        assertEquals(Optional.empty(), item(items, "built_in").sha256());
        assertTrue(item(items, "notes").traits().contains(Item.Trait.TARGET_MISSING));
    }

    @Test
    void aKernelWithoutListsIsGoneThroughToo() throws IOException {
        Trees.write(root, KERNEL + "/updates/dkms/x.ko.zst", MODULE);
        Trees.write(root, "/etc/modules", "x\n");
        assertEquals(KERNEL + "/updates/dkms/x.ko.zst", item(items(), "x").target());
    }

    private static Item item(Map<String, Item> items, String name) {
        return Optional.ofNullable(items.get(name)).orElseThrow(() -> new AssertionError(name + " of " + items));
    }
}
