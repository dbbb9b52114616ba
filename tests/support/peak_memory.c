/* peak_memory FILE COMMAND...: runs the command, writes its greatest resident size in KiB to FILE, and ends
 * with the command's status. */
#define _DEFAULT_SOURCE /* wait4 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 3) return fprintf(stderr, "usage: %s FILE COMMAND...\n", argv[0]), 2;
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) return perror("wait"), 2;
    FILE *file = fopen(argv[1], "w");
    if (!file) return perror(argv[1]), 2;
    fprintf(file, "%ld\n", usage.ru_maxrss);
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
