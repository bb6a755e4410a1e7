"""The words of a student's notebook, in the languages of the lessons."""

WORDS = {
    'en': {
        'for': 'For {student}. tf_labs {version}; the seed {seed} is yours alone.',
        'predict': '## Predict first',
        'predict_how': 'Put your answer in place of `None` before you run anything. A prediction '
                       'need not be right: it has to be there.',
        'run': '## Run it',
        'run_how': 'With your own seed. A run that was stopped goes on when the cell is run again; '
                   'one that is done is not done twice.',
        'result': 'What came out:',
        'exercises': '## Exercises',
        'exercises_how': 'Put your answer in place of `None`; you may write `3 / 14`. The lesson '
                         'of the book has the derivation, and a hint for each.',
        'choices': 'the number of your choice, 1 to {count}',
        'number': 'a number',
        'line': 'a few values of the line from left to right, as [0.9, 0.5, 0.4]',
        'hand_in': '## Hand in',
        'hand_in_how': 'Save this notebook, and hand in your whole directory with `runs/`. Change '
                       'nothing in `runs/`: what it holds tells which run it is.',
    },
    'ko': {
        'for': '{student} 학생용입니다. tf_labs {version}, 시드는 {seed}이고 같은 시드를 받은 학생은 '
               '없습니다.',
        'predict': '## 먼저 예측하기',
        'predict_how': '아무것도 실행하기 전에 `None` 자리에 답을 쓰세요. 예측은 맞지 않아도 되지만 '
                       '빠뜨리면 안 됩니다.',
        'run': '## 실행하기',
        'run_how': '자신의 시드로 실행합니다. 중간에 멈췄다면 셀을 다시 실행하세요. 멈춘 곳부터 이어지고, '
                   '이미 끝난 실행은 되풀이하지 않습니다.',
        'result': '나온 결과:',
        'exercises': '## 연습 문제',
        'exercises_how': '`None` 자리에 답을 쓰세요. `3 / 14`처럼 식으로 써도 됩니다. 유도 과정과 '
                         '힌트는 책의 해당 단원에 있습니다.',
        'choices': '고른 보기의 번호, 1부터 {count}까지',
        'number': '수',
        'line': '왼쪽에서 오른쪽으로 곡선의 값 몇 개, 예: [0.9, 0.5, 0.4]',
        'hand_in': '## 제출하기',
        'hand_in_how': '이 노트북을 저장하고 `runs/`까지 포함해 폴더 전체를 제출하세요. `runs/` 안의 '
                       '파일은 고치지 마세요. 누구의 어떤 실행인지가 그 안에 적혀 있습니다.',
    },
}
