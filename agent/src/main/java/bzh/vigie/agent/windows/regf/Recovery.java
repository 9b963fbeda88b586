package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What counts of a hive and the logs beside it (msuhanov's specification, "Dirty state of a hive"): the file alone where its base
 * block is sound and both sequence numbers are the same. Otherwise
 *
 * <ul>
 *   <li>logs of entries: the one that begins first and not before the file's secondary number, then the other one if it goes on
 *       where that ends; where the file's base block is not sound, only the one that begins last, with its base block;
 *   <li>else logs of dirty sectors: the newest that was not written before the file, with its base block.
 * </ul>
 *
 * <p>A live file and its logs are read one after another and may be of different moments; a log's checksums and sequence then
 * end it early.
 */
record Recovery(BaseBlock base, Overlay overlay, Hive.State state) {
    /** A log and the base block that it begins with. */
    private record Log(Bytes bytes, BaseBlock base) {}

    /** What counts; empty where neither the file nor a log has a base block. */
    static Optional<Recovery> of(Bytes file, List<Bytes> beside) throws IOException {
        Optional<BaseBlock> own = BaseBlock.read(file).filter(b -> b.isOf(BaseBlock.HIVE, BaseBlock.ALTERNATE));
        if (own.isPresent() && own.get().isSettled()) {
            return Optional.of(new Recovery(own.get(), new Overlay(), Hive.State.SETTLED));
        }
        List<Log> logs = new ArrayList<>();
        for (Bytes each : beside) {
            Optional<BaseBlock> base = BaseBlock.read(each).filter(BaseBlock::isSettled);
            base.ifPresent(b -> logs.add(new Log(each, b)));
        }
        Optional<Recovery> recovered = entries(own, logs);
        if (recovered.isEmpty()) {
            recovered = sectors(file, own, logs);
        }
        return recovered.or(() -> own.map(
                b -> new Recovery(b.isSound() ? b : b.sized(sizeOf(file)), new Overlay(), Hive.State.UNSETTLED)));
    }

    private static Optional<Recovery> entries(Optional<BaseBlock> own, List<Log> all) throws IOException {
        List<Log> logs = all.stream()
                .filter(l -> l.base().isOf(BaseBlock.ENTRIES))
                .sorted((a, b) -> Integer.signum(a.base().primary() - b.base().primary()))
                .toList();
        boolean sound = own.isPresent() && own.get().isSound();
        int since = sound ? own.get().secondary() : 0;
        List<Log> eligible = sound
                ? logs.stream().filter(l -> l.base().primary() - since >= 0).toList()
                : logs.subList(Math.max(logs.size() - 1, 0), logs.size());
        if (eligible.isEmpty()) {
            return Optional.empty();
        }
        Log first = eligible.getFirst();
        Overlay overlay = new Overlay();
        EntryLog.Applied applied = new EntryLog(first.bytes())
                .apply(first.base().primary(), first.base().size(), overlay);
        for (Log next : eligible.subList(1, Math.min(eligible.size(), 2))) {
            if (applied.entries() > 0 && next.base().primary() == applied.nextSequence()) {
                applied = new EntryLog(next.bytes()).apply(applied.nextSequence(), applied.size(), overlay);
            }
        }
        if (sound && applied.entries() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Recovery(first.base().sized(applied.size()), overlay, Hive.State.RECOVERED));
    }

    private static Optional<Recovery> sectors(Bytes file, Optional<BaseBlock> own, List<Log> all) throws IOException {
        long written =
                own.filter(BaseBlock::isSound).map(BaseBlock::lastWritten).orElse(firstBinWritten(file));
        Optional<Log> newest = all.stream()
                .filter(l -> l.base().isOf(BaseBlock.DIRTY_SECTORS, BaseBlock.ALTERNATE))
                .filter(l -> l.base().lastWritten() >= written)
                .max(Comparator.comparingLong(l -> l.base().lastWritten()));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Overlay overlay = new Overlay();
        BaseBlock base = newest.get().base();
        int sectors = SectorLog.apply(newest.get().bytes(), base.size(), overlay);
        return sectors > 0 ? Optional.of(new Recovery(base, overlay, Hive.State.RECOVERED)) : Optional.empty();
    }

    private static long firstBinWritten(Bytes file) throws IOException {
        byte[] header = new byte[32];
        return file.read(Hive.BASE, header) == header.length ? new Cell(header, 32).i64(20) : 0;
    }

    private static long sizeOf(Bytes file) {
        try {
            return Math.max(file.size() - Hive.BASE, 0);
        } catch (IOException e) {
            return 0;
        }
    }
}
