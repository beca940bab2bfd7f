"""A Slurm cluster of one node on this machine; it takes root, `slurm-wlm` and `munge`."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

CONFIGURATION = Path("/etc/slurm/slurm.conf")
MARK = "# Written by the tests of eeg2emg, and deleted by them."
DAEMONS = ("munged", "slurmctld", "slurmd")
COMMANDS = ("sbatch", "squeue", "scancel", "sinfo", "srun")
NODE_DEAD_S = 10
"""After how many seconds without a sign of life Slurm takes a node for dead."""

NODE_STATES = ("sinfo", "--noheader", "--format=%T")
_LINES = """{mark}
ClusterName=eeg2emg
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmdTimeout={node_dead_s}
MinJobAge=3600
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory_mb} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def why_no_cluster():
    """Say why there can be no cluster here; nothing if there can be one."""
    if os.geteuid() != 0:
        return "its daemons are started as root"
    missing = [name for name in (*DAEMONS, *COMMANDS) if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} not found (Debian: apt install slurm-wlm munge)"
    if CONFIGURATION.exists() and MARK not in CONFIGURATION.read_text(encoding="utf-8"):
        return f"{CONFIGURATION} is that of another cluster"
    return ""


class LocalSlurm:
    """The cluster, while the block runs.

    Parameters
    ----------
    folder : path-like
        For its state and its logs.
    memory_mb : int
        What its node offers.
    cpus : int
        The same.
    """

    def __init__(self, folder, *, memory_mb, cpus=2):
        self.folder, self.memory_mb, self.cpus = Path(folder), memory_mb, cpus

    def __enter__(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        CONFIGURATION.parent.mkdir(parents=True, exist_ok=True)
        CONFIGURATION.write_text(
            _LINES.format(
                mark=MARK,
                host=socket.gethostname(),
                folder=self.folder,
                node_dead_s=NODE_DEAD_S,
                cpus=self.cpus,
                memory_mb=self.memory_mb,
            ),
            encoding="utf-8",
        )
        try:
            if not _processes("munged"):
                Path("/run/munge").mkdir(exist_ok=True)
                shutil.chown("/run/munge", "munge", "munge")
                # Forced, because one that was killed leaves its socket behind.
                subprocess.run(["runuser", "-u", "munge", "--", "munged", "--force"], check=True)
            subprocess.run(["slurmctld"], check=True)
            self.start_node()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def start_node(self):
        """Start the daemon of the node, and wait until it takes jobs."""
        subprocess.run(["slurmd"], check=True)
        self._wait_for({"idle", "mixed", "allocated"})

    def kill_node(self):
        """Kill the node's daemon and all that runs under it, as when its power fails."""
        for process in [*_processes("slurmd"), *_processes("slurmstepd")]:
            _kill_tree(process)
        self._wait_for({"down"})

    def _wait_for(self, states):
        end = time.monotonic() + 90
        while time.monotonic() < end:
            # Until the controller listens, there is an error in place of states.
            told = subprocess.run(NODE_STATES, check=False, capture_output=True, text=True)
            if {state.strip("*") for state in told.stdout.split()} & states:
                return
            time.sleep(0.2)
        logs = (path.read_text(errors="replace")[-2000:] for path in self.folder.glob("*.log"))
        raise TimeoutError(f"no node is {' or '.join(sorted(states))}: {' '.join(logs)}")

    def _stop(self):
        for name in ("slurmctld", "slurmd", "slurmstepd"):
            for process in _processes(name):
                _kill_tree(process)
        CONFIGURATION.unlink(missing_ok=True)


def asked(*command, attempts=5):
    """Give what a command of Slurm prints; a busy controller may not answer at once."""
    for left in reversed(range(attempts)):
        told = subprocess.run(command, check=left == 0, capture_output=True, text=True)
        if told.returncode == 0:
            break
        time.sleep(1)
    return told.stdout


def jobs(states):
    """Give the jobs in some states, as (number, requested memory in MB, name)."""
    printed = asked("squeue", "--noheader", f"--states={states}", "--format=%A %m %o", "--sort=i")
    return [tuple(line.split(maxsplit=2)) for line in printed.splitlines()]


def _processes(name):
    return [one for one in psutil.process_iter(["name"]) if one.info["name"] == name]


def _kill_tree(process):
    try:
        family = [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        return
    for one in family:
        try:
            one.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
