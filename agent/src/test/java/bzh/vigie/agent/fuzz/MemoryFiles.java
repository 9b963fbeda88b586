package bzh.vigie.agent.fuzz;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree in memory: regular files of the superuser, links that are not followed, and the directories they are in. */
public final class MemoryFiles implements Files {
    private static final int DIRECTORY_MODE = 0755;

    /** What is at a path. */
    private static final class Node {
        private final Kind kind;
        private final int mode;
        private final byte[] content;
        private final long inode;

        Node(Kind kind, int mode, byte[] content, long inode) {
            this.kind = kind;
            this.mode = mode;
            this.content = content;
            this.inode = inode;
        }

        Status status() {
            return new Status(kind, mode, 0, 0, content.length, 0, 0, 1, inode);
        }
    }

    private final TreeMap<HostPath, Node> nodes = new TreeMap<>();
    private final Map<HostPath, List<HostPath>> children = new HashMap<>();

    public MemoryFiles() {
        nodes.put(HostPath.ROOT, new Node(Kind.DIRECTORY, DIRECTORY_MODE, new byte[0], 1));
    }

    /** With a regular file; the directories on the way come into being. */
    public MemoryFiles file(HostPath path, int mode, byte[] content) {
        put(path, new Node(Kind.REGULAR, mode, content, nodes.size() + 1L));
        return this;
    }

    /** With a text. */
    public MemoryFiles file(String path, String content) {
        return file(HostPath.of(path), 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** With a link. */
    public MemoryFiles link(HostPath path, byte[] target) {
        put(path, new Node(Kind.LINK, 0777, target, nodes.size() + 1L));
        return this;
    }

    private void put(HostPath path, Node node) {
        boolean isNew = nodes.put(path, node) == null;
        for (HostPath at = path; isNew && !at.equals(HostPath.ROOT); at = at.parent()) {
            children.computeIfAbsent(at.parent(), p -> new ArrayList<>()).add(at);
            isNew = nodes.putIfAbsent(
                            at.parent(), new Node(Kind.DIRECTORY, DIRECTORY_MODE, new byte[0], nodes.size() + 1L))
                    == null;
        }
    }

    private Reading<Node> node(HostPath path) {
        Node node = nodes.get(path);
        return node == null ? Reading.absent() : Reading.found(node);
    }

    private Reading<Node> regular(HostPath path) {
        return node(path).then(n -> n.kind == Kind.REGULAR ? Reading.found(n) : refused());
    }

    private static <T> Reading<T> refused() {
        return Reading.refused(ReasonCode.FAILED, "of another kind");
    }

    @Override
    public String reader() {
        return "memory";
    }

    @Override
    public Reading<Status> status(HostPath path) {
        return node(path).then(n -> n.kind == Kind.LINK ? Reading.absent() : Reading.found(n.status()));
    }

    @Override
    public Reading<Status> statusOfLink(HostPath path) {
        return node(path).then(n -> Reading.found(n.status()));
    }

    @Override
    public Reading<byte[]> link(HostPath path) {
        return node(path).then(n -> n.kind == Kind.LINK ? Reading.found(n.content) : refused());
    }

    @Override
    public Reading<List<Entry>> list(HostPath directory) {
        return node(directory).then(n -> n.kind == Kind.DIRECTORY ? Reading.found(entries(directory)) : refused());
    }

    private List<Entry> entries(HostPath directory) {
        return children.getOrDefault(directory, List.of()).stream()
                .sorted()
                .map(path -> new Entry(
                        path, nodes.getOrDefault(path, nodes.firstEntry().getValue()).kind))
                .toList();
    }

    @Override
    public void below(HostPath top, Descent descent) {
        List<HostPath> directories = new ArrayList<>();
        boolean goesOn = descent.goesOn();
        for (Entry entry : goesOn ? list(top).ifFound().orElse(List.of()) : List.<Entry>of()) {
            Status status = statusOfLink(entry.path()).ifFound().orElseThrow();
            if (status.kind() == Kind.DIRECTORY) {
                if (descent.enters(entry.path(), status, status.device())) {
                    directories.add(entry.path());
                }
            } else if (descent.wants(entry.path().name()) && descent.wants(status)) {
                descent.take(new Listed(entry.path(), status, false));
            }
        }
        directories.reversed().forEach(directory -> below(directory, descent));
    }

    @Override
    public long stampMicros() {
        return 0;
    }

    @Override
    public Reading<HostPath> resolve(HostPath path) {
        return node(path).then(n -> Reading.found(path));
    }

    @Override
    public Reading<Storage> storage(HostPath directory) {
        return Reading.found(Storage.DISK);
    }

    @Override
    public Reading<Capabilities> capabilities(HostPath path) {
        return Reading.found(Capabilities.NONE);
    }

    @Override
    public Reading<OpenFile> open(HostPath path) {
        return regular(path)
                .then(n -> Reading.found(new OpenFile() {
                    @Override
                    public Status status() {
                        return n.status();
                    }

                    @Override
                    public int read(long at, byte[] into) {
                        if (at < 0 || at >= n.content.length) {
                            return 0;
                        }
                        int length = Math.min(into.length, n.content.length - (int) at);
                        System.arraycopy(n.content, (int) at, into, 0, length);
                        return length;
                    }

                    @Override
                    public void close() {
                        // nothing is open
                    }
                }));
    }

    @Override
    public Reading<Content> read(HostPath path, int limit) {
        return regular(path).then(n -> Reading.found(new Content(n.status(), n.content.clone())));
    }

    @Override
    public Reading<Digests> digests(HostPath path, long limit, Algorithm asPackaged) {
        return regular(path)
                .then(n -> Reading.found(new Digests(n.status(), Sha256.over(n.content), sum(n.content, asPackaged))));
    }

    @Override
    public Reading<Checksum> checksum(HostPath path, long limit, Algorithm algorithm) {
        return regular(path).then(n -> Reading.found(sum(n.content, algorithm)));
    }

    private static Checksum sum(byte[] content, Algorithm algorithm) {
        try {
            return new Checksum(
                    algorithm,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance(algorithm.javaName())
                                    .digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        // nothing is open
    }
}
