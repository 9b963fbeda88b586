package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.regf.Hive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hives of a disk from which nothing runs: their files stay open, those of the eight that were asked for last. */
final class OpenHives implements HiveSource {
    private static final int MAX_OPEN = 8;

    /** A hive that is open, and the files to be closed with it. */
    private record Opened(Reading<Hive> hive, List<OpenFile> files) {
        long unread() {
            return hive.ifFound().map(found -> (long) found.damage().total()).orElse(0L);
        }

        void close() {
            files.forEach(OpenFile::close);
        }
    }

    private final Files files;
    private final Map<HostPath, Opened> open = new LinkedHashMap<>(16, 0.75f, true);
    private long unread;

    OpenHives(Files files) {
        this.files = files;
    }

    @Override
    public Reading<Hive> open(HostPath file) {
        Opened known = open.get(file);
        if (known != null) {
            return known.hive();
        }
        while (open.size() >= MAX_OPEN) {
            close(open.keySet().iterator().next());
        }
        List<OpenFile> opened = new ArrayList<>();
        Reading<Hive> hive = files.open(file).then(content -> {
            opened.add(content);
            List<Bytes> logs = new ArrayList<>();
            for (String ending : LOGS) {
                HostPath log = file.parent().child(file.nameText() + ending);
                files.open(log).ifFound().ifPresent(found -> {
                    opened.add(found);
                    logs.add(Bytes.of(found));
                });
            }
            return Hive.open(Bytes.of(content), logs);
        });
        open.put(file, new Opened(hive, opened));
        return hive;
    }

    private void close(HostPath file) {
        Opened gone = open.remove(file);
        if (gone != null) {
            unread += gone.unread();
            gone.close();
        }
    }

    @Override
    public long unread() {
        return unread + open.values().stream().mapToLong(Opened::unread).sum();
    }

    @Override
    public void forget() {
        List.copyOf(open.keySet()).forEach(this::close);
    }
}
