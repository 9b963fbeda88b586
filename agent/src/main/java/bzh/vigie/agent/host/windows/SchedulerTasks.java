package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldTask;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All tasks that the scheduler knows, hidden ones too (taskschd.h: ITaskService, ITaskFolder, IRegisteredTask). To be asked by {@link Com}. */
final class SchedulerTasks {
    private static final Guid SCHEDULER = new Guid("0f87369f-a4e5-4cfc-bd3e-73e6154572dd");
    private static final Guid SERVICE = new Guid("2faba4c7-4da9-4013-9697-20cc3fd40f85");

    // ITaskService
    private static final int GET_FOLDER = 7;
    private static final int RUNNING_TASKS = 8;
    private static final int CONNECT = 10;

    // ITaskFolder
    private static final int FOLDER_PATH = 8;
    private static final int FOLDERS = 10;
    private static final int GET_TASK = 13;
    private static final int TASKS = 14;

    // of each collection
    private static final int COUNT = 7;
    private static final int ITEM = 8;

    // IRegisteredTask
    private static final int TASK_PATH = 8;
    private static final int XML = 20;

    // IRunningTask
    private static final int RUNNING_PATH = 9;

    private static final int HIDDEN_TOO = 1;

    private static final int MAX_FOLDERS = 2_000;
    private static final int MAX_TASKS = 5_000;
    private static final int MAX_DEPTH = 24;
    private static final int MAX_PATH = 2_048;
    private static final int MAX_XML = 512 << 10;
    private static final long MAX_ALL = 16L << 20;

    private record Depth(ComObject folder, int depth) {}

    private final List<ToldTask> tasks = new ArrayList<>();
    private final Unread unread = new Unread();
    private final Deque<Depth> left = new ArrayDeque<>();
    private int folders;
    private long characters;

    private SchedulerTasks() {}

    /** Asks for them, and for those that run. */
    static ToldBy<ToldTask> all() throws Refused {
        SchedulerTasks read = new SchedulerTasks();
        try (ComObject service = connected()) {
            read.left.add(new Depth(root(service), 0));
            read.walk();
            read.running(service);
        } finally {
            read.left.forEach(each -> each.folder().close());
        }
        return new ToldBy<>(read.tasks, read.unread.first());
    }

    /** Asks for one by its path, listed or not. */
    static ToldTask one(String path) throws Refused {
        MemorySegment name = Ole.newText(path);
        try (ComObject service = connected();
                ComObject root = root(service);
                ComObject task = root.object(GET_TASK, "IRegisteredTask", name.address())) {
            return new SchedulerTasks().task(task);
        } finally {
            Ole.freeText(name);
        }
    }

    private static ComObject connected() throws Refused {
        ComObject service = Ole.create(SCHEDULER, SERVICE, "ITaskService");
        try (Arena arena = Arena.ofConfined()) {
            long none = Variant.empty(arena).address();
            service.check(CONNECT, service.call(CONNECT, none, none, none, none));
            return service;
        } catch (Refused e) {
            service.close();
            throw e;
        }
    }

    private static ComObject root(ComObject service) throws Refused {
        MemorySegment root = Ole.newText("\\");
        try {
            return service.object(GET_FOLDER, "ITaskFolder", root.address());
        } finally {
            Ole.freeText(root);
        }
    }

    private void walk() {
        while (!left.isEmpty()) {
            Depth next = left.removeLast();
            try (ComObject folder = next.folder()) {
                String path = path(folder);
                tasks(folder, path);
                folders(folder, path, next.depth());
            }
        }
    }

    private static String path(ComObject folder) {
        try {
            return folder.text(FOLDER_PATH, MAX_PATH);
        } catch (Refused e) {
            return "";
        }
    }

    private void tasks(ComObject folder, String path) {
        try (ComObject all = folder.object(TASKS, "IRegisteredTaskCollection", HIDDEN_TOO)) {
            int count = all.number(COUNT);
            for (int i = 1; i <= count; i++) {
                if (tasks.size() >= MAX_TASKS || characters >= MAX_ALL) {
                    unread.tooMuch(path);
                    return;
                }
                try (ComObject task = item(all, i, "IRegisteredTask")) {
                    tasks.add(task(task));
                } catch (Refused e) {
                    unread.add(e);
                }
            }
        } catch (Refused e) {
            unread.add(e);
        }
    }

    private ToldTask task(ComObject task) throws Refused {
        String path = task.text(TASK_PATH, MAX_PATH);
        String xml;
        try {
            xml = task.text(XML, MAX_XML);
        } catch (Refused e) {
            xml = "";
        }
        characters += xml.length();
        return new ToldTask(path, true, xml);
    }

    /** Those that run and that no folder lists. */
    private void running(ComObject service) {
        Set<String> listed = new HashSet<>();
        tasks.forEach(task -> listed.add(WindowsPath.fold(task.path())));
        try (ComObject all = service.object(RUNNING_TASKS, "IRunningTaskCollection", HIDDEN_TOO)) {
            int count = Math.min(all.number(COUNT), MAX_TASKS);
            for (int i = 1; i <= count; i++) {
                try (ComObject task = item(all, i, "IRunningTask")) {
                    String path = task.text(RUNNING_PATH, MAX_PATH);
                    if (listed.add(WindowsPath.fold(path))) {
                        tasks.add(new ToldTask(path, false, ""));
                    }
                } catch (Refused e) {
                    // It may have ended since.
                    if (e.reason() != ReasonCode.NOT_PRESENT && e.reason() != ReasonCode.FAILED) {
                        unread.add(e);
                    }
                }
            }
        } catch (Refused e) {
            unread.add(e);
        }
    }

    private void folders(ComObject folder, String path, int depth) {
        try (ComObject all = folder.object(FOLDERS, "ITaskFolderCollection", 0)) {
            int count = all.number(COUNT);
            for (int i = 1; i <= count; i++) {
                if (folders >= MAX_FOLDERS || depth >= MAX_DEPTH) {
                    unread.tooMuch(path);
                    return;
                }
                folders++;
                left.add(new Depth(item(all, i, "ITaskFolder"), depth + 1));
            }
        } catch (Refused e) {
            unread.add(e);
        }
    }

    private static ComObject item(ComObject collection, int number, String name) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            return collection.object(ITEM, name, Variant.number(arena, number).address());
        }
    }
}
