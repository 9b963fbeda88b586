package bzh.vigie.agent.windows.regf;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.regf.Hive.Doubt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What counts of a hive and the logs beside it (msuhanov's specification, "Dirty state of a hive" and "Multiple transaction log
 * files"): the file alone where its base block is sound and both sequence numbers are the same. Otherwise
 *
 * <ul>
 *   <li>logs of entries: the one that begins first and not before the file's secondary number, then the other one if it goes on
 *       where that ends; where the file's base block is not sound, only the one that begins last, with its base block;
 *   <li>else logs of dirty sectors: the newest that was not written before the file, with its base block.
 * </ul>
 *
 * <p>A log whose base block names another resource manager than the hive's is another hive's. Windows rewrites a log before the
 * file's numbers follow only where it holds both logs ("Missing log entries for a dirty primary file", by the same author): one log
 * alone that begins after the file's number is of another time. Neither is laid over the hive.
 *
 * <p>A live file and its logs are read one after another and may be of different moments; a log's checksums and sequence then
 * end it early.
 *
 * @param doubt why what counts may not be all that was written
 */
record Recovery(BaseBlock base, Overlay overlay, Hive.State state, Optional<Doubt> doubt) {
    /** A log and the base block that it begins with. */
    private record Log(Bytes bytes, BaseBlock base) {}

    /** What counts; empty where neither the file nor a log has a base block. */
    static Optional<Recovery> of(Bytes file, List<Bytes> beside) throws IOException {
        Optional<BaseBlock> own = BaseBlock.read(file).filter(b -> b.isOf(BaseBlock.HIVE, BaseBlock.ALTERNATE));
        if (own.isPresent() && own.get().isSettled()) {
            return Optional.of(new Recovery(own.get(), new Overlay(), Hive.State.SETTLED, Optional.empty()));
        }
        return new Recovering(file, own).with(beside);
    }

    /** The way from a hive that was not closed to what counts of it. */
    private static final class Recovering {
        private final Bytes file;
        private final Optional<BaseBlock> own;
        private final Optional<BaseBlock> sound;
        private Doubt doubt = Doubt.NO_LOG;

        Recovering(Bytes file, Optional<BaseBlock> own) {
            this.file = file;
            this.own = own;
            this.sound = own.filter(BaseBlock::isSound);
        }

        Optional<Recovery> with(List<Bytes> beside) throws IOException {
            List<Log> logs = new ArrayList<>();
            for (Bytes each : beside) {
                Optional<BaseBlock> base = BaseBlock.read(each);
                if (base.filter(b -> sound.isPresent() && b.isOfAnother(sound.get()))
                        .isPresent()) {
                    doubt = Doubt.OTHER_HIVE;
                } else if (base.filter(BaseBlock::isSettled).isPresent()) {
                    logs.add(new Log(each, base.get()));
                } else if (base.isPresent()) {
                    doubt = Doubt.LOG_NOT_WHOLE;
                }
            }
            Optional<Recovery> recovered = entries(logs);
            if (recovered.isEmpty()) {
                recovered = sectors(logs);
            }
            return recovered.or(() -> own.map(b -> new Recovery(
                    b.isSound() ? b : b.sized(sizeOf(file)), new Overlay(), Hive.State.UNSETTLED, Optional.of(doubt))));
        }

        private Optional<Recovery> entries(List<Log> all) throws IOException {
            List<Log> logs = all.stream()
                    .filter(l -> l.base().isOf(BaseBlock.ENTRIES))
                    .sorted((a, b) ->
                            Integer.signum(a.base().primary() - b.base().primary()))
                    .toList();
            int since = sound.map(BaseBlock::secondary).orElse(0);
            List<Log> eligible = sound.isPresent()
                    ? logs.stream()
                            .filter(l -> l.base().primary() - since >= 0)
                            .limit(2)
                            .toList()
                    : logs.subList(Math.max(logs.size() - 1, 0), logs.size());
            if (eligible.isEmpty()) {
                return Optional.empty();
            }
            BaseBlock first = eligible.getFirst().base();
            Overlay overlay = new Overlay();
            EntryLog.Applied applied =
                    new EntryLog(eligible.getFirst().bytes()).apply(first.primary(), first.size(), overlay);
            boolean goesOn = eligible.size() == 2
                    && applied.entries() > 0
                    && eligible.get(1).base().primary() == applied.nextSequence();
            Optional<Doubt> left = applied.isWhole() ? Optional.empty() : Optional.of(Doubt.LOG_NOT_WHOLE);
            if (goesOn) {
                int before = applied.entries();
                applied = new EntryLog(eligible.get(1).bytes()).apply(applied.nextSequence(), applied.size(), overlay);
                left = applied.isWhole() && applied.entries() > 0 ? Optional.empty() : Optional.of(Doubt.LOG_NOT_WHOLE);
                applied = applied.after(before);
            } else if (eligible.size() == 2) {
                left = left.or(() -> Optional.of(Doubt.ENTRIES_MISSING));
            }
            if (applied.entries() == 0 && sound.isPresent()) {
                doubt = Doubt.LOG_NOT_WHOLE;
                return Optional.empty();
            }
            if (sound.isPresent() && first.primary() != since && !goesOn) {
                doubt = Doubt.ENTRIES_MISSING;
                return Optional.empty();
            }
            return Optional.of(new Recovery(
                    first.sized(applied.size()), overlay, Hive.State.RECOVERED, left.or(this::ofAnotherLog)));
        }

        private Optional<Recovery> sectors(List<Log> all) throws IOException {
            List<Log> logs = all.stream()
                    .filter(l -> l.base().isOf(BaseBlock.DIRTY_SECTORS, BaseBlock.ALTERNATE))
                    .toList();
            long written = sound.isPresent() ? sound.get().lastWritten() : firstBinWritten(file);
            Optional<Log> newest = logs.stream()
                    .filter(l -> l.base().lastWritten() >= written)
                    .max(Comparator.comparingLong(l -> l.base().lastWritten()));
            if (newest.isEmpty()) {
                return Optional.empty();
            }
            BaseBlock base = newest.get().base();
            if (sound.isPresent() && base.lastWritten() != written && logs.size() == 1) {
                // Windows takes the second log where it could not write behind the first one; a first one is of the
                // file's time.
                doubt = Doubt.ENTRIES_MISSING;
                return Optional.empty();
            }
            Overlay overlay = new Overlay();
            SectorLog.Applied applied = SectorLog.apply(newest.get().bytes(), base.size(), overlay);
            if (applied.sectors() == 0) {
                doubt = Doubt.LOG_NOT_WHOLE;
                return Optional.empty();
            }
            return Optional.of(new Recovery(
                    base,
                    overlay,
                    Hive.State.RECOVERED,
                    applied.isWhole() ? ofAnotherLog() : Optional.of(Doubt.LOG_NOT_WHOLE)));
        }

        /** What was met in a log that was passed over. */
        private Optional<Doubt> ofAnotherLog() {
            return doubt == Doubt.NO_LOG ? Optional.empty() : Optional.of(doubt);
        }
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
