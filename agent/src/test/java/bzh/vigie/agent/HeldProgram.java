package bzh.vigie.agent;

import bzh.vigie.agent.budget.MachineActivity;
import bzh.vigie.agent.source.HangGuard;
import java.nio.file.Path;
import java.time.Duration;

/** A process with the agent's two watches of itself, which says what they notice; somebody else holds it, or one of its threads. */
final class HeldProgram {
    static final String WORKER = "vigie-worker";

    private HeldProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        HangGuard guard = new HangGuard(Duration.ofMillis(200), thread -> System.out.println("halted " + thread));
        HangGuard.Call call = new HangGuard.Call();
        guard.watch(call, new HangGuard.Listener() {
            @Override
            public void stuck(String asked) {
                System.out.println("stuck " + asked);
            }

            @Override
            public void halted(String thread) {
                System.out.println("down " + thread);
            }

            @Override
            public void again() {
                System.out.println("again");
            }
        });
        Thread worker = new Thread(
                () -> {
                    while (true) {
                        call.idle(Duration.ofSeconds(1));
                        try {
                            Thread.sleep(300);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                WORKER);
        worker.setDaemon(true);
        worker.start();
        guard.start();
        StandstillWatch standstill =
                new StandstillWatch(System::nanoTime, () -> MachineActivity.read(Path.of("/proc")));
        standstill.start();
        System.out.println("ready");
        while (true) {
            Thread.sleep(500);
            Duration stood = standstill.take();
            if (!stood.isZero()) {
                System.out.println("stood " + stood.toSeconds());
            }
        }
    }
}
