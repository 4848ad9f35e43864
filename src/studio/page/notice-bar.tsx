import { Problem } from './problems.tsx';
import { useStudio } from './studio-state.ts';

/** What came of the last thing that was done. */
export function NoticeBar() {
  const { notice, notify } = useStudio();
  return (
    <div class="notices" aria-live="polite">
      {notice && (notice.say !== '' || notice.problems.length > 0) && (
        <div class={notice.problems.length > 0 ? 'notice bad' : 'notice'}>
          {notice.say !== '' && <p>{notice.say}</p>}
          {notice.problems.length > 0 && (
            <ul>
              {notice.problems.slice(0, 5).map((problem) => (
                <Problem key={problem.message} problem={problem} />
              ))}
            </ul>
          )}
          <button type="button" class="close" aria-label="Close" onClick={() => notify(undefined)}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}
